-- What a feed publishes of contacts is published already; their telephones and the languages spoken follow them.
CREATE TEMPORARY TABLE wanted_contact ON COMMIT DROP AS
SELECT uuid_generate_v5(this_import.namespace, concat_ws(':', 'contact', lead_row.service_id, item.value)) AS id,
       lead_row.service_id, said.*
FROM lead_row
CROSS JOIN this_import
CROSS JOIN LATERAL jsonb_array_elements(lead_row.document -> 'contacts') AS item (value)
CROSS JOIN LATERAL jsonb_to_record(item.value) AS said (name text, title text, phones jsonb);

CREATE INDEX ON wanted_contact (id);
ANALYZE wanted_contact;
DELETE FROM contact
USING lead_row
WHERE contact.service_id = lead_row.service_id
  AND NOT EXISTS (SELECT FROM wanted_contact WHERE wanted_contact.id = contact.id);

INSERT INTO contact (id, service_id, name, title, publish)
SELECT id, service_id, name, title, true FROM wanted_contact
ON CONFLICT (id) DO NOTHING;

CREATE TEMPORARY TABLE wanted_phone ON COMMIT DROP AS
SELECT uuid_generate_v5(this_import.namespace, concat_ws(':', 'phone', wanted_contact.id, said.number)) AS id,
       wanted_contact.id AS contact_id, said.*
FROM wanted_contact
CROSS JOIN this_import
CROSS JOIN LATERAL jsonb_to_recordset(wanted_contact.phones)
    AS said (number text, description text, languages jsonb);

CREATE INDEX ON wanted_phone (id);
ANALYZE wanted_phone;
INSERT INTO phone (id, contact_id, number, description)
SELECT id, contact_id, number, description FROM wanted_phone
ON CONFLICT (id) DO NOTHING;

CREATE TEMPORARY TABLE wanted_language ON COMMIT DROP AS
WITH spoken AS (
    SELECT lead_row.service_id AS owner_id, lead_row.service_id, NULL::uuid AS phone_id, said.name, said.code
    FROM lead_row
    CROSS JOIN LATERAL jsonb_to_recordset(lead_row.document -> 'languages') AS said (name text, code text)
    UNION ALL
    SELECT wanted_phone.id, NULL, wanted_phone.id, said.name, said.code
    FROM wanted_phone
    CROSS JOIN LATERAL jsonb_to_recordset(wanted_phone.languages) AS said (name text, code text)
)
SELECT uuid_generate_v5(this_import.namespace, concat_ws(':', 'language', owner_id, name, code)) AS id, spoken.*
FROM spoken, this_import;

CREATE INDEX ON wanted_language (id);
ANALYZE wanted_language;
DELETE FROM language
USING lead_row
WHERE language.service_id = lead_row.service_id
  AND NOT EXISTS (SELECT FROM wanted_language WHERE wanted_language.id = language.id);

INSERT INTO language (id, service_id, phone_id, name, code)
SELECT id, service_id, phone_id, name, code FROM wanted_language
ON CONFLICT (id) DO NOTHING;
