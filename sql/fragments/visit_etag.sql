-- A visit's entity tag, of visit, documentation, client and staff: before the "-" the version of what a PATCH may change, which
-- If-Match compares; behind it that of all else that is shown with it.
       visit.version || '.' || coalesce(documentation.version::text, '') || '-' || client.xmin || '.' || staff.xmin
       || coalesce((SELECT '.' || hashtextextended(string_agg(id || ' ' || xmin, ',' ORDER BY id), 0)
                    FROM visit_photos WHERE visit_id = visit.id), '') AS "@etag",
