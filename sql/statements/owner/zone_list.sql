-- The zones that are not deleted, as a file that visitctl load takes.
COPY (
    SELECT id, name, region, center_latitude, center_longitude FROM zones WHERE deleted_at IS NULL ORDER BY name, id
) TO STDOUT (FORMAT csv, HEADER)
