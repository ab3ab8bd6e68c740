-- Pairs, the likeliest first, of services that are both still offered.
SELECT pair.*, count(*) OVER () AS total
FROM duplicate AS pair
JOIN service AS first ON first.id = pair.first_id AND first.status IN ('active', 'temporarily closed')
JOIN service AS second ON second.id = pair.second_id AND second.status IN ('active', 'temporarily closed')
LEFT JOIN service_link AS here ON here.service_id = pair.first_id
LEFT JOIN service_link AS there ON there.service_id = pair.second_id
WHERE pair.state = :state AND pair.score >= :score
  AND (CAST(:source AS text) IS NULL OR EXISTS (
      SELECT FROM source_record AS record
      JOIN source ON source.id = record.source_id AND source.name = :source
      WHERE record.service_id IN (pair.first_id, pair.second_id)))
  -- There is nothing to decide about two that a third has joined already, or that a person alone brought together.
  AND (pair.state <> 'waiting' OR cardinality(pair.reasons) > 0
       AND coalesce(here.into_service_id, pair.first_id) <> coalesce(there.into_service_id, pair.second_id))
ORDER BY pair.score DESC, pair.first_id, pair.second_id
LIMIT :limit
