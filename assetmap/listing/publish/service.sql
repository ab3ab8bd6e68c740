-- What the public may know of each service in scope, wherever it happens: named field by field, so that
-- nothing else follows. Unpublished contacts, the assurer's e-mail and sources' own rows stay behind, and so do words
-- that would give a secret place away, which the redacted tables lack.
CREATE TEMPORARY TABLE publish_service WITH (toast_tuple_target = 8160) ON COMMIT DROP AS
WITH
chosen AS (
    SELECT service.*
    FROM publishing
    JOIN redacted_service AS service ON service.id = publishing.service_id
    WHERE service.status IN ('active', 'temporarily closed')
      AND NOT EXISTS (SELECT FROM publish_hiding AS hiding
                      WHERE hiding.kind = 'service' AND hiding.service_id = service.id)
      -- What a person found to be the very service whose place is secret is shown by that one.
      AND NOT EXISTS (SELECT FROM withheld_now AS too WHERE too.service_id = service.id AND too.state = 'joined')
),
filed AS (
    SELECT attribute.link_id AS service_id, array_agg(term.id ORDER BY term.name, term.term) AS terms
    FROM chosen
    JOIN attribute ON attribute.link_id = chosen.id AND attribute.link_type = 'service'
    JOIN taxonomy_term AS term ON term.id = attribute.taxonomy_term_id
    WHERE term.taxonomy_id = :taxonomy_id
    GROUP BY attribute.link_id
),
category AS MATERIALIZED (
    -- Many services share few sets of categories, so each set is put into words once.
    SELECT several.terms, each.slugs, each.short, each.long, each.lexemes,
           setweight(to_tsvector('english', each.text), 'B') AS searched, to_tsvector('simple', each.text) AS words
    FROM (SELECT DISTINCT terms FROM filed) AS several
    CROSS JOIN LATERAL (
        SELECT array_agg(term.term ORDER BY place) AS slugs,
               jsonb_agg(jsonb_build_object('slug', term.term, 'name', term.name) ORDER BY place) AS short,
               jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
                   'slug', term.term, 'name', term.name, 'group', heading.term, 'group_name', heading.name))
                   ORDER BY place) AS long,
               array_agg('=cat/' || term.term)
                   || array_remove(array_agg(DISTINCT '=cat/' || heading.term), NULL) AS lexemes,
               string_agg(concat_ws(' ', term.name, heading.name, array_to_string(term.words, ' ')), ' '
                          ORDER BY place) AS text
        FROM unnest(several.terms) WITH ORDINALITY AS numbered (id, place)
        JOIN taxonomy_term AS term ON term.id = numbered.id
        LEFT JOIN taxonomy_term AS heading ON heading.id = term.parent_id
    ) AS each
),
attributes AS (
    SELECT attribute.link_id AS service_id,
           jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
               'id', attribute.id, 'link_type', attribute.link_type, 'link_id', attribute.link_id,
               'taxonomy_term', jsonb_build_object(
                   'id', term.id, 'term', term.term, 'name', term.name, 'description', term.description,
                   'parent_id', term.parent_id, 'taxonomy', taxonomy.name, 'term_uri', term.term_uri)))
               ORDER BY attribute.id) AS list
    FROM chosen
    JOIN attribute ON attribute.link_id = chosen.id AND attribute.link_type = 'service'
    JOIN taxonomy_term AS term ON term.id = attribute.taxonomy_term_id
    JOIN taxonomy ON taxonomy.id = term.taxonomy_id
    GROUP BY attribute.link_id
),
cost AS (
    SELECT charge.service_id,
           jsonb_agg(to_jsonb(charge) - 'service_id' ORDER BY charge.amount NULLS LAST, charge.id) AS list,
           coalesce(bool_or(charge.amount = 0) FILTER (WHERE valid.today), false)
               AND NOT coalesce(bool_or(charge.amount > 0) FILTER (WHERE valid.today), false) AS free,
           coalesce(
               bool_or(concat_ws(' ', charge.option, charge.amount_description)
                       ~* 'donat|contribution|pay (what|as) you')
               FILTER (WHERE valid.today), false) AS donation,
           string_agg(
               concat_ws(': ',
                   charge.option,
                   -- Some descriptions say the price themselves: "from £3.50", "free, donations welcome".
                   CASE WHEN strpos(lower(charge.amount_description), lower(price.said)) > 0
                        THEN charge.amount_description
                        ELSE nullif(concat_ws(' ', price.said, charge.amount_description), '') END),
               '; ' ORDER BY charge.amount NULLS LAST, charge.id) FILTER (WHERE valid.today) AS text
    FROM chosen
    JOIN redacted_cost_option AS charge ON charge.service_id = chosen.id
    CROSS JOIN LATERAL (
        SELECT coalesce(charge.valid_from <= current_date, true)
               AND coalesce(charge.valid_to >= current_date, true) AS today
    ) AS valid
    CROSS JOIN LATERAL (
        SELECT CASE WHEN charge.amount = 0 THEN 'Free'
                    WHEN charge.amount = trunc(charge.amount) THEN '£' || trunc(charge.amount)
                    ELSE '£' || charge.amount END AS said
    ) AS price
    GROUP BY charge.service_id
),
area_served AS (
    SELECT stated.service_id,
           jsonb_agg(to_jsonb(stated) - 'service_id' ORDER BY stated.id) AS list,
           array_remove(array_agg(DISTINCT stated.area_code), NULL) AS codes,
           jsonb_agg(DISTINCT coalesce(area.name, stated.name, stated.service_area)) AS names
    FROM chosen
    JOIN redacted_service_area AS stated ON stated.service_id = chosen.id
    LEFT JOIN area ON area.code = stated.area_code
    GROUP BY stated.service_id
),
timetable AS (
    SELECT schedule.service_id, jsonb_agg(to_jsonb(schedule) - 'service_id' ORDER BY schedule.id) AS list
    FROM chosen
    JOIN redacted_schedule AS schedule ON schedule.service_id = chosen.id
    GROUP BY schedule.service_id
),
telephone AS (
    SELECT phone.contact_id,
           jsonb_agg(jsonb_build_object(
               'id', phone.id, 'number', phone.number, 'description', phone.description,
               'languages', (SELECT jsonb_agg(to_jsonb(language) - '{service_id,phone_id}'::text[]
                                              ORDER BY language.id)
                             FROM language WHERE language.phone_id = phone.id))
               ORDER BY phone.id) AS list
    FROM chosen
    JOIN redacted_contact AS contact ON contact.service_id = chosen.id AND contact.publish
        AND contact.id NOT IN (SELECT id FROM publish_hidden_contact)
    JOIN redacted_phone AS phone ON phone.contact_id = contact.id
    GROUP BY phone.contact_id
),
contacts AS (
    SELECT contact.service_id,
           jsonb_agg(jsonb_build_object(
               'id', contact.id, 'name', contact.name, 'title', contact.title, 'phones', telephone.list)
               ORDER BY contact.id) AS list
    FROM chosen
    JOIN redacted_contact AS contact ON contact.service_id = chosen.id AND contact.publish
        AND contact.id NOT IN (SELECT id FROM publish_hidden_contact)
    LEFT JOIN telephone ON telephone.contact_id = contact.id
    GROUP BY contact.service_id
),
languages AS (
    SELECT language.service_id,
           jsonb_agg(to_jsonb(language) - '{service_id,phone_id}'::text[] ORDER BY language.id) AS list
    FROM chosen
    JOIN language ON language.service_id = chosen.id
    WHERE NOT EXISTS (SELECT FROM withheld_field AS without WHERE without.owner_id = language.id)
    GROUP BY language.service_id
),
funded AS (
    SELECT funding.service_id, jsonb_agg(to_jsonb(funding) - 'service_id' ORDER BY funding.id) AS list
    FROM chosen
    JOIN redacted_funding AS funding ON funding.service_id = chosen.id
    GROUP BY funding.service_id
),
told AS (
    SELECT record.service_id, jsonb_agg(DISTINCT source.name) AS list
    FROM chosen
    JOIN source_record AS record ON record.service_id = chosen.id AND record.retired_at IS NULL
    JOIN source ON source.id = record.source_id
    GROUP BY record.service_id
),
identifiers AS (
    SELECT organization_id, jsonb_agg(to_jsonb(number) - 'organization_id' ORDER BY id) AS list
    FROM organization_identifier AS number
    WHERE organization_id IN (SELECT organization_id FROM chosen)
    GROUP BY organization_id
),
organization AS MATERIALIZED (
    -- Put into words once, however many services it runs.
    SELECT run.id, run.name, setweight(to_tsvector('english', run.name), 'B') AS terms,
           jsonb_build_object(
               'id', run.id, 'name', run.name, 'description', run.description, 'email', run.email,
               'website', run.website, 'logo', run.logo, 'uri', run.uri,
               'parent_organization_id', run.parent_organization_id,
               'organization_identifiers', identifiers.list) AS document
    FROM redacted_organization AS run
    LEFT JOIN identifiers ON identifiers.organization_id = run.id
    WHERE run.id IN (SELECT organization_id FROM chosen)
)
SELECT
    chosen.id,
    -- Whose hours, categories and areas these are: another's, where two sources tell of one service.
    chosen.id AS hours_of,
    chosen.id AS filed_of,
    chosen.id AS areas_of,
    chosen.organization_id,
    chosen.name,
    organization.name AS organization_name,
    chosen.delivery,
    chosen.minimum_age,
    chosen.maximum_age,
    chosen.assured_date AS assured_on,
    chosen.sample,
    coalesce(category.slugs, '{}') AS categories,
    coalesce(area_served.codes, '{}') AS stated_areas,
    area_served.list IS NOT NULL AS states_areas,
    coalesce(category.lexemes, '{}')
        || ARRAY(SELECT '=join/' || way FROM unnest(chosen.joining) AS way)
        || CASE WHEN cost.free THEN ARRAY['=cost/free'] ELSE '{}' END
        || CASE WHEN cost.donation THEN ARRAY['=cost/donation'] ELSE '{}' END AS lexemes,
    setweight(to_tsvector('english', chosen.name), 'A')
        || organization.terms
        || coalesce(category.searched, '')
        || setweight(to_tsvector('english', left(coalesce(chosen.description, ''), :longest)), 'C') AS terms,
    to_tsvector('simple', concat_ws(' ', chosen.name, organization.name, left(chosen.description, :longest)))
        || coalesce(category.words, '') AS words,
    jsonb_build_object(
        'service_id', chosen.id, 'name', chosen.name, 'organization', organization.name,
        'summary', nullif(left(btrim(regexp_replace(chosen.description, '\s\s+|[^\S ]', ' ', 'g')), 200), ''),
        'status', chosen.status, 'alert', chosen.alert, 'categories', category.short,
        'cost', coalesce(cost.text, chosen.fees), 'free', nullif(cost.free, false),
        'donation', nullif(cost.donation, false),
        'minimum_age', chosen.minimum_age, 'maximum_age', chosen.maximum_age, 'areas', area_served.names,
        'delivery', nullif(to_jsonb(chosen.delivery), '[]'), 'joining', nullif(to_jsonb(chosen.joining), '[]'),
        'assured_on', chosen.assured_date, 'sample', nullif(chosen.sample, false)) AS card,
    jsonb_build_object(
        'id', chosen.id, 'name', chosen.name, 'description', chosen.description, 'url', chosen.url,
        'email', chosen.email, 'status', chosen.status, 'fees', chosen.fees,
        'accreditations', chosen.accreditations, 'minimum_age', chosen.minimum_age,
        'maximum_age', chosen.maximum_age, 'assured_date', chosen.assured_date, 'alert', chosen.alert,
        'waiting_days', chosen.waiting_days, 'waiting_stated_on', chosen.waiting_stated_on,
        'capacity', chosen.capacity, 'capacity_stated_on', chosen.capacity_stated_on,
        'sample', nullif(chosen.sample, false),
        'last_modified', to_char(chosen.last_modified AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
        'delivery', nullif(to_jsonb(chosen.delivery), '[]'), 'joining', nullif(to_jsonb(chosen.joining), '[]'),
        'organization', organization.document - CASE
            WHEN withheld.service_id IS NULL THEN '{}'::text[] ELSE '{email,website,logo,uri}' END,
        'categories', category.long, 'attributes', attributes.list, 'cost_options', cost.list,
        'cost', coalesce(cost.text, chosen.fees), 'free', nullif(cost.free, false),
        'service_areas', area_served.list, 'schedules', timetable.list, 'contacts', contacts.list,
        'languages', languages.list, 'funding', funded.list, 'sources', told.list) AS document
FROM chosen
JOIN organization ON organization.id = chosen.organization_id
LEFT JOIN filed ON filed.service_id = chosen.id
LEFT JOIN category ON category.terms = filed.terms
LEFT JOIN attributes ON attributes.service_id = chosen.id
LEFT JOIN cost ON cost.service_id = chosen.id
LEFT JOIN area_served ON area_served.service_id = chosen.id
LEFT JOIN timetable ON timetable.service_id = chosen.id
LEFT JOIN contacts ON contacts.service_id = chosen.id
LEFT JOIN languages ON languages.service_id = chosen.id
LEFT JOIN funded ON funded.service_id = chosen.id
LEFT JOIN told ON told.service_id = chosen.id
LEFT JOIN withheld_service AS withheld ON withheld.service_id = chosen.id
