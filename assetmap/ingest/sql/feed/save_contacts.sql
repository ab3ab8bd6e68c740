-- What a feed publishes of contacts is published already; their telephones and the languages spoken follow them.
CREATE TEMPORARY TABLE wanted_contact ON COMMIT DROP AS
SELECT gen_random_uuid() AS id, told.*
FROM (
    SELECT DISTINCT lead_row.service_id, said.*
    FROM lead_row
    CROSS JOIN LATERAL jsonb_to_recordset(lead_row.document -> 'contacts') AS said (name text, title text, phones jsonb)
) AS told;

SELECT keep_ids('wanted_contact', 'contact', '{service_id,name,title}');

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
SELECT gen_random_uuid() AS id, told.*
FROM (
    SELECT DISTINCT ON (wanted_contact.id, said.number) wanted_contact.id AS contact_id, said.*
    FROM wanted_contact
    CROSS JOIN LATERAL jsonb_to_recordset(wanted_contact.phones)
        AS said (number text, description text, languages jsonb)
    ORDER BY wanted_contact.id, said.number, said.description, said.languages
) AS told;

SELECT keep_ids('wanted_phone', 'phone', '{contact_id,number,description}');

CREATE INDEX ON wanted_phone (id);
ANALYZE wanted_phone;
DELETE FROM phone
USING wanted_contact
WHERE phone.contact_id = wanted_contact.id
  AND NOT EXISTS (SELECT FROM wanted_phone WHERE wanted_phone.id = phone.id);

INSERT INTO phone (id, contact_id, number, description)
SELECT id, contact_id, number, description FROM wanted_phone
ON CONFLICT (id) DO NOTHING;

CREATE TEMPORARY TABLE wanted_language ON COMMIT DROP AS
WITH spoken AS (
    SELECT lead_row.service_id, NULL::uuid AS phone_id, said.name, said.code
    FROM lead_row
    CROSS JOIN LATERAL jsonb_to_recordset(lead_row.document -> 'languages') AS said (name text, code text)
    UNION ALL
    SELECT NULL, wanted_phone.id, said.name, said.code
    FROM wanted_phone
    CROSS JOIN LATERAL jsonb_to_recordset(wanted_phone.languages) AS said (name text, code text)
)
SELECT gen_random_uuid() AS id, told.* FROM (SELECT DISTINCT * FROM spoken) AS told;

SELECT keep_ids('wanted_language', 'language', '{service_id,phone_id,name,code}');
SELECT keep_ids('wanted_language', 'language', '{phone_id,service_id,name,code}');

CREATE INDEX ON wanted_language (id);
ANALYZE wanted_language;
DELETE FROM language
USING lead_row
WHERE language.service_id = lead_row.service_id
  AND NOT EXISTS (SELECT FROM wanted_language WHERE wanted_language.id = language.id);

DELETE FROM language
USING wanted_phone
WHERE language.phone_id = wanted_phone.id
  AND NOT EXISTS (SELECT FROM wanted_language WHERE wanted_language.id = language.id);

INSERT INTO language (id, service_id, phone_id, name, code)
SELECT id, service_id, phone_id, name, code FROM wanted_language
ON CONFLICT (id) DO NOTHING;
