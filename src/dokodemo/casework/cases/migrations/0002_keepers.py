"""What the database itself keeps true: the counters of the queue, and that what was submitted is never edited."""

from django.db import migrations

COUNTERS = """
CREATE FUNCTION case_count_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Rows are taken in one order, so that two transactions never wait for each other in a circle.
    INSERT INTO case_count (section, state, procedure, n)
    SELECT section, state, procedure, sum(d) FROM (
        SELECT OLD.section, OLD.state, OLD.procedure, -1 WHERE TG_OP <> 'INSERT'
        UNION ALL SELECT NEW.section, NEW.state, NEW.procedure, 1 WHERE TG_OP <> 'DELETE') AS moved (section, state, procedure, d)
    GROUP BY section, state, procedure HAVING sum(d) <> 0 ORDER BY section, state, procedure
    ON CONFLICT (section, state, procedure) DO UPDATE SET n = case_count.n + excluded.n;

    INSERT INTO case_due_count (section, due, n)
    SELECT section, due, sum(d) FROM (
        SELECT OLD.section, OLD.due, -1 WHERE TG_OP <> 'INSERT' AND OLD.state IN ('arrived', 'examining', 'proposed')
        UNION ALL
        SELECT NEW.section, NEW.due, 1 WHERE TG_OP <> 'DELETE' AND NEW.state IN ('arrived', 'examining', 'proposed')
    ) AS moved (section, due, d)
    GROUP BY section, due HAVING sum(d) <> 0 ORDER BY section, due
    ON CONFLICT (section, due) DO UPDATE SET n = case_due_count.n + excluded.n;
    RETURN NULL;
END $$;

CREATE TRIGGER case_count_keep AFTER INSERT OR DELETE OR UPDATE OF section, state, procedure, due ON "case"
    FOR EACH ROW EXECUTE FUNCTION case_count_keep();
"""

ORIGINALS = """
CREATE FUNCTION case_original_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a row of % is never changed: what was submitted or corrected stays as it was', TG_TABLE_NAME;
END $$;

CREATE TRIGGER case_version_stays BEFORE UPDATE ON case_version FOR EACH ROW EXECUTE FUNCTION case_original_stays();
CREATE TRIGGER case_correction_stays BEFORE UPDATE ON case_correction FOR EACH ROW EXECUTE FUNCTION case_original_stays();
"""

BACK = """
DROP TRIGGER case_correction_stays ON case_correction;
DROP TRIGGER case_version_stays ON case_version;
DROP FUNCTION case_original_stays();
DROP TRIGGER case_count_keep ON "case";
DROP FUNCTION case_count_keep();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_first")]

    operations = [migrations.RunSQL(COUNTERS + ORIGINALS, BACK)]
