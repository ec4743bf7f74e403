-- In the tree, each record's own entity tag as If-Match takes it.
       , '"' || record_version(record.updated_at) || '"' AS etag
