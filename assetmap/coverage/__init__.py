"""Where residents live, what is within their reach, and which wards have a gap."""
