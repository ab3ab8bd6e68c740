"""A strict check of a feed against Open Referral UK 3.0, and of what its readers would trip over."""
