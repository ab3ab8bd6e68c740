"""Answers that are heavy to make: made once for each question and state of the data, apart from the site.

    site's worker ──► hub ──► maker        one line of JSON each way, and the finished file as a descriptor
     (`apart`)      (`hub`)  (`maker`)

The site asks the hub over a socket in a private folder. The hub makes each thing once, keeps what it made for
as long as the data stay as they are, and lets few wait. Makers read the database as the web does, at low
priority and within limits. A question never stands in a file's name, on a command line or in a log.
"""
