"""The published records as a tabular data package of Open Referral UK: a table a kind of record."""
