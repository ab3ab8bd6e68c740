-- Where one source names a place that people go to, and the one that is heard says only that the service is given in
-- other ways, the place would be lost. Who does not say how it is given means that people go to the place.
UPDATE publish_service AS said
SET delivery = ARRAY['in-person'] || said.delivery,
    card = said.card || jsonb_build_object('delivery', to_jsonb(ARRAY['in-person'] || said.delivery)),
    document = said.document || jsonb_build_object('delivery', to_jsonb(ARRAY['in-person'] || said.delivery))
FROM publish_voice AS voice
WHERE voice.topic = 'delivery' AND voice.id = said.id AND NOT 'in-person' = ANY (said.delivery)
  AND EXISTS (SELECT FROM publish_held AS held
              JOIN publish_service AS open ON open.id = held.service_id
                  AND (open.delivery = '{}' OR 'in-person' = ANY (open.delivery))
              WHERE held.main_id = voice.main_id AND held.point IS NOT NULL)
