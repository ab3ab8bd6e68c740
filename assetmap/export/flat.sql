-- Listings as rows of columns.py, under the same names. What stands in braces is SQL of choice.py and of the
-- writers, never a value. A document is taken apart once, because each look into it unpacks all of it.
SELECT
    listing.id::text AS id,
    listing.service_id::text AS service_id,
    listing.name,
    listing.organization_name AS organization,
    number.charity AS charity_number,
    said.description,
    category.names AS categories,
    array_to_string(listing.categories, '; ') AS category_codes,
    listing.listing_group AS kind,
    array_to_string(said.delivery, '; ') AS delivery,
    array_to_string(said.joining, '; ') AS joining,
    array_to_string(said.hours, '; ') AS opening_hours,
    said.cost,
    coalesce(said.free, false) AS free,
    listing.minimum_age,
    listing.maximum_age,
    card.place AS venue,
    card.address ->> 'line' AS address,
    card.address ->> 'town' AS town,
    card.address ->> 'postcode' AS postcode,
    card.ward,
    listing.ward_code,
    coalesce(card.district, CASE WHEN card.confidential THEN district.name END) AS district,
    listing.district_code,
    card.latitude,
    card.longitude,
    listing.location_source,
    listing.accuracy_m,
    array_to_string(card.access, '; ') AS accessibility,
    array_to_string(card.areas, '; ') AS areas_served,
    array_to_string(listing.serves, '; ') AS areas_served_codes,
    (SELECT string_agg(spoken.name, '; ' ORDER BY spoken.name)
     FROM jsonb_to_recordset(said.languages) AS spoken (name text)) AS languages,
    said.url,
    said.email,
    (SELECT string_agg(phone.number, '; ' ORDER BY desk.place, phone.place)
     FROM jsonb_array_elements(said.contacts) WITH ORDINALITY AS desk (contact, place)
     CROSS JOIN LATERAL ROWS FROM (jsonb_to_recordset(
         coalesce(nullif(desk.contact -> 'phones', 'null'), '[]')) AS (number text))
         WITH ORDINALITY AS phone (number, place)) AS telephone,
    said.status,
    said.alert,
    said.accreditations,
    said.waiting_days,
    said.waiting_stated_on,
    said.capacity,
    said.capacity_stated_on,
    listing.assured_on AS assured_date,
    listing.sample,
    coalesce(card.confidential, false) AS confidential,
    told.titles AS sources,
    told.licences,
    told.attribution,
    {geometry} AS geometry
FROM (SELECT * FROM listing WHERE {chosen}) AS listing
CROSS JOIN LATERAL jsonb_to_record(listing.document) AS said (
    description text, categories jsonb, delivery text[], joining text[], hours text[], cost text, free boolean,
    languages jsonb, url text, email text, contacts jsonb, status text, alert text, accreditations text,
    waiting_days integer, waiting_stated_on date, capacity integer, capacity_stated_on date, sources text[],
    organization jsonb)
CROSS JOIN LATERAL jsonb_to_record(listing.card) AS card (
    place text, address jsonb, ward text, district text, latitude double precision, longitude double precision,
    access text[], areas text[], confidential boolean)
LEFT JOIN area AS district ON card.confidential AND district.code = listing.district_code
LEFT JOIN LATERAL (
    SELECT string_agg(each.category ->> 'name', '; ' ORDER BY each.place) AS names
    FROM jsonb_array_elements(said.categories) WITH ORDINALITY AS each (category, place)
) AS category ON true
LEFT JOIN LATERAL (
    SELECT string_agg(given.identifier, '; ' ORDER BY given.identifier) AS charity
    FROM jsonb_to_recordset(coalesce(said.organization -> 'organization_identifiers', '[]'))
        AS given (identifier_scheme text, identifier_type text, identifier text)
    WHERE concat_ws(' ', given.identifier_scheme, given.identifier_type) ~* 'GB-(CHC|SC|NIC)|charity'
) AS number ON true
LEFT JOIN LATERAL (
    SELECT string_agg(source.title, '; ' ORDER BY source.title, source.name) AS titles,
           string_agg(DISTINCT source.licence, '; ') AS licences,
           string_agg(DISTINCT source.attribution, ' ') AS attribution
    FROM listing_source AS source
    WHERE source.name = ANY (said.sources)
) AS told ON true
ORDER BY listing.listing_group, listing.name, listing.id
