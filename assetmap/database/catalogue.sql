-- What the catalogue says of roles and rights in this database, as one JSON text: only what is AssetMap's, and what
-- PostgreSQL leaves open to everybody. An entry of an ACL is [who, what], and '' is everybody.
WITH ours AS (
    SELECT c.oid, n.nspname, c.relname, c.relkind, c.relacl, c.relowner
    FROM pg_class AS c
    JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE n.nspname IN ('public', %(jobs)s)
      AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
      AND NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
),
mine AS (
    SELECT r.oid, r.rolname, r.rolsuper
    FROM pg_roles AS r
    WHERE r.oid = coalesce((SELECT relowner FROM ours WHERE relname = 'listing' AND nspname = 'public'),
                           (SELECT oid FROM pg_roles WHERE rolname = current_user))
)
SELECT json_build_object(
    'database', current_database(),
    'owner', (SELECT rolname FROM mine),
    'owner_is_superuser', (SELECT rolsuper FROM mine),
    'roles', coalesce((
        SELECT json_agg(json_build_object(
            'name', r.rolname,
            'login', r.rolcanlogin,
            'limit', r.rolconnlimit,
            'powers', array_remove(ARRAY[
                CASE WHEN r.rolsuper THEN 'SUPERUSER' END, CASE WHEN r.rolcreatedb THEN 'CREATEDB' END,
                CASE WHEN r.rolcreaterole THEN 'CREATEROLE' END, CASE WHEN r.rolreplication THEN 'REPLICATION' END,
                CASE WHEN r.rolbypassrls THEN 'BYPASSRLS' END], NULL),
            'comment', shobj_description(r.oid, 'pg_authid'),
            'settings', coalesce((SELECT to_json(setconfig) FROM pg_db_role_setting WHERE setrole = r.oid AND setdatabase = 0), '[]'),
            'members', coalesce((SELECT json_agg(m.rolname) FROM pg_auth_members AS a JOIN pg_roles AS m ON m.oid = a.member WHERE a.roleid = r.oid), '[]'),
            'of', coalesce((SELECT json_agg(g.rolname) FROM pg_auth_members AS a JOIN pg_roles AS g ON g.oid = a.roleid WHERE a.member = r.oid), '[]')))
        FROM pg_roles AS r
        WHERE r.rolname = ANY (%(names)s)), '[]'),
    'strangers', coalesce((
        SELECT json_agg(r.rolname) FROM pg_roles AS r WHERE shobj_description(r.oid, 'pg_authid') LIKE 'AssetMap: %%'), '[]'),
    'database_acl', (
        SELECT coalesce(json_agg(json_build_array(coalesce(g.rolname, ''), a.privilege_type)), '[]')
        FROM pg_database AS d
        CROSS JOIN LATERAL aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) AS a
        LEFT JOIN pg_roles AS g ON g.oid = a.grantee
        WHERE d.datname = current_database()),
    'schemas', (
        SELECT json_object_agg(n.nspname, (
            SELECT coalesce(json_agg(json_build_array(coalesce(g.rolname, ''), a.privilege_type)), '[]')
            FROM aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) AS a
            LEFT JOIN pg_roles AS g ON g.oid = a.grantee))
        FROM pg_namespace AS n
        WHERE n.nspname IN ('public', %(jobs)s)),
    'tables', coalesce((
        SELECT json_agg(json_build_object(
            'schema', o.nspname,
            'name', o.relname,
            'sequence', o.relkind = 'S',
            'columns', EXISTS (SELECT FROM pg_attribute AS t WHERE t.attrelid = o.oid AND t.attacl IS NOT NULL),
            'acl', (
                SELECT coalesce(json_agg(json_build_array(coalesce(g.rolname, ''), a.privilege_type)), '[]')
                FROM aclexplode(o.relacl) AS a
                LEFT JOIN pg_roles AS g ON g.oid = a.grantee)) ORDER BY o.nspname, o.relname)
        FROM ours AS o), '[]'),
    'definer_functions', coalesce((
        SELECT json_agg(json_build_object(
            'schema', n.nspname,
            'name', p.proname,
            'arguments', pg_get_function_identity_arguments(p.oid),
            'acl', (
                SELECT coalesce(json_agg(json_build_array(coalesce(g.rolname, ''), a.privilege_type)), '[]')
                FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) AS a
                LEFT JOIN pg_roles AS g ON g.oid = a.grantee)))
        FROM pg_proc AS p
        JOIN pg_namespace AS n ON n.oid = p.pronamespace
        WHERE p.prosecdef AND n.nspname IN ('public', %(jobs)s)
          AND NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')), '[]'),
    'closed_functions', (
        SELECT json_agg(json_build_object(
            'schema', n.nspname,
            'name', p.proname,
            'arguments', pg_get_function_identity_arguments(p.oid),
            'acl', (
                SELECT coalesce(json_agg(json_build_array(coalesce(g.rolname, ''), a.privilege_type)), '[]')
                FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) AS a
                LEFT JOIN pg_roles AS g ON g.oid = a.grantee
                WHERE a.grantee <> p.proowner)))
        FROM pg_proc AS p
        JOIN pg_namespace AS n ON n.oid = p.pronamespace
        WHERE n.nspname = 'pg_catalog' AND p.proname = ANY (%(closed)s)
           -- PostGIS tells the bounds of any table's points, from statistics and as its owner.
           OR n.nspname = 'public' AND p.proname = 'st_estimatedextent'),
    'plpgsql_acl', (
        SELECT coalesce(json_agg(json_build_array(coalesce(g.rolname, ''), a.privilege_type)), '[]')
        FROM pg_language AS l
        CROSS JOIN LATERAL aclexplode(coalesce(l.lanacl, acldefault('l', l.lanowner))) AS a
        LEFT JOIN pg_roles AS g ON g.oid = a.grantee
        WHERE l.lanname = 'plpgsql'),
    'settings_acl', (
        SELECT coalesce(json_agg(json_build_array(coalesce(g.rolname, ''), a.privilege_type)), '[]')
        FROM pg_class AS c
        CROSS JOIN LATERAL aclexplode(c.relacl) AS a
        LEFT JOIN pg_roles AS g ON g.oid = a.grantee
        WHERE c.oid = 'pg_catalog.pg_settings'::regclass)
)::text
