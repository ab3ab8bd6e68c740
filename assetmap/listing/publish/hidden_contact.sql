-- Contacts that are hidden: whoever has the name, or a telephone, of somebody who was.
CREATE TEMPORARY TABLE publish_hidden_contact ON COMMIT DROP AS
SELECT DISTINCT contact.id
FROM publish_hiding AS hiding
JOIN contact ON contact.service_id = hiding.service_id
CROSS JOIN digest_secret
CROSS JOIN LATERAL (
    SELECT keyed_digest(secret, 'name ' || lower(regexp_replace(contact.name, '\W+', ' ', 'g')))
    WHERE contact.name IS NOT NULL
    UNION ALL
    SELECT keyed_digest(secret, 'phone ' || right(regexp_replace(phone.number, '\D', '', 'g'), 10))
    FROM phone
    WHERE phone.contact_id = contact.id
    UNION ALL
    SELECT keyed_digest(secret, 'title ' || lower(regexp_replace(contact.title, '\W+', ' ', 'g')))
    WHERE contact.name IS NULL AND contact.title IS NOT NULL
) AS known (digest)
WHERE hiding.kind = 'contact' AND known.digest = ANY (hiding.digests)
