-- A service's own telephones belong to a contact without a name, which may be shown; a person is a contact of their
-- own, shown only where the row says so.
CREATE TEMPORARY TABLE wanted_contact ON COMMIT DROP AS
SELECT gen_random_uuid() AS id, lead_row.service_id, who.*, row.phones
FROM lead_row
JOIN incoming AS row USING (row_number)
CROSS JOIN LATERAL (
    SELECT 'desk' AS kind, NULL::text AS name, NULL::text AS title, true AS publish
    WHERE row.phones IS NOT NULL
    UNION ALL
    SELECT 'person', row.contact_name, row.contact_title, row.contact_publish
    WHERE row.contact_name IS NOT NULL
) AS who;

SELECT keep_ids('wanted_contact', 'contact', '{service_id,name}');

CREATE INDEX ON wanted_contact (id);
ANALYZE wanted_contact;

DELETE FROM contact
USING lead_row
WHERE contact.service_id = lead_row.service_id
  AND NOT EXISTS (SELECT FROM wanted_contact WHERE wanted_contact.id = contact.id);

INSERT INTO contact AS kept (id, service_id, name, title, publish)
SELECT id, service_id, name, title, publish FROM wanted_contact
ON CONFLICT (id) DO UPDATE SET title = EXCLUDED.title, publish = EXCLUDED.publish
WHERE (kept.title, kept.publish) IS DISTINCT FROM (EXCLUDED.title, EXCLUDED.publish);

CREATE TEMPORARY TABLE wanted_phone ON COMMIT DROP AS
SELECT gen_random_uuid() AS id, wanted_contact.id AS contact_id, item.value AS number
FROM wanted_contact
CROSS JOIN LATERAL jsonb_array_elements_text(wanted_contact.phones) AS item (value)
WHERE wanted_contact.kind = 'desk';

SELECT keep_ids('wanted_phone', 'phone', '{contact_id,number}', mended => true);

CREATE INDEX ON wanted_phone (id);
ANALYZE wanted_phone;

DELETE FROM phone
USING wanted_contact
WHERE phone.contact_id = wanted_contact.id
  AND NOT EXISTS (SELECT FROM wanted_phone WHERE wanted_phone.id = phone.id);

INSERT INTO phone AS kept (id, contact_id, number)
SELECT id, contact_id, number FROM wanted_phone
ON CONFLICT (id) DO UPDATE SET number = EXCLUDED.number
WHERE kept.number <> EXCLUDED.number;
