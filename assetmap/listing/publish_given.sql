-- Who names a place and does not say how the service is given means that people come to it: where another of the
-- sources says only that it is given in other ways, the place would be lost.
UPDATE publish_service AS said
SET delivery = ARRAY['in-person'] || said.delivery,
    card = said.card || jsonb_build_object('delivery', to_jsonb(ARRAY['in-person'] || said.delivery)),
    document = said.document || jsonb_build_object('delivery', to_jsonb(ARRAY['in-person'] || said.delivery))
FROM publish_voice AS voice
WHERE voice.topic = 'delivery' AND voice.id = said.id AND NOT 'in-person' = ANY (said.delivery)
  AND EXISTS (SELECT FROM publish_held AS held
              JOIN publish_service AS silent ON silent.id = held.service_id AND silent.delivery = '{}'
              WHERE held.main_id = voice.main_id AND held.point IS NOT NULL)
