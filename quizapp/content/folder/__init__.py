"""A content folder that is edited while it is served: what changed, last good versions, history."""
