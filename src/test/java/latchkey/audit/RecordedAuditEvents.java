package latchkey.audit;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import latchkey.Database;

/** The audit events since the last call of {@code forget}: in the table and in the log. */
final class RecordedAuditEvents extends Handler {

    private static final Logger LOGGER = Logger.getLogger("latchkey.audit");

    private final List<String> lines = new CopyOnWriteArrayList<>();

    static RecordedAuditEvents listening() {
        RecordedAuditEvents told = new RecordedAuditEvents();
        LOGGER.addHandler(told);
        return told;
    }

    void forget() {
        Database.execute("delete from audit_event");
        lines.clear();
    }

    /** As {@code LOGIN ACCEPTED}, in the order in which they were stored. */
    List<String> events() {
        String all = Database.query(
                "select coalesce(string_agg(kind || ' ' || outcome, ',' order by id), '') from audit_event");
        return all.isEmpty() ? List.of() : List.of(all.split(","));
    }

    /** One column of the only event. */
    String only(String column) {
        return Database.query(
                "select %s from audit_event where 1 = (select count(*) from audit_event)".formatted(column));
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    @Override
    public void publish(LogRecord line) {
        lines.add(line.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        LOGGER.removeHandler(this);
    }
}
