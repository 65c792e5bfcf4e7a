"""Two signatures on one PDF: the leader's, then number and date, then the seal."""
