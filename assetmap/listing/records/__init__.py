"""The published records: what Open Referral UK says of each listed service, written by `publish` alone."""
