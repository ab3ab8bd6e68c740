-- What was withheld only now has new ids, under which its rows are looked for.
UPDATE judged
SET service_id = renewed.new_id
FROM pg_temp.renewed
WHERE renewed.kind = 'service' AND renewed.old_id = judged.service_id;
