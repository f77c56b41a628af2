package latchkey.audit;

import static java.time.temporal.ChronoUnit.MICROS;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import latchkey.Transactions;
import org.jboss.logging.Logger;

/** Tells what happened: in the table, by the statement or in the transaction that made it happen, and then in the log. */
@ApplicationScoped
public class Audit {

    private static final Logger LOG = Logger.getLogger("latchkey.audit");

    /** How many events are read at once. */
    private static final int PAGE = 500;

    private final Instance<Origin> origin;
    private final Clock clock;
    private final Throttled throttled = new Throttled();
    private final TransactionSynchronizationRegistry transaction;
    private final ObjectMapper json;

    Audit(Instance<Origin> origin, Clock clock, TransactionSynchronizationRegistry transaction, ObjectMapper json) {
        this.origin = origin;
        this.clock = clock;
        this.transaction = transaction;
        this.json = json;
    }

    /** What happens now, on behalf of the client of the current request, or of the operator who typed the command. */
    public Draft of(Kind kind) {
        return new Draft(now(), kind, Outcome.ACCEPTED, origin.get(), null);
    }

    public Draft refused(Kind kind, String why) {
        return new Draft(now(), kind, Outcome.REFUSED, origin.get(), why);
    }

    /** What the service does unasked, whatever request it noticed at that it is due. */
    public Draft ofService(Kind kind) {
        return new Draft(now(), kind, Outcome.ACCEPTED, Origin.ofService(), null);
    }

    /**
     * Has the log tell what is in the table, once it is there for good.
     *
     * @return how many events that are
     */
    public int tell(List<AuditEvent> stored) {
        if (transaction.getTransactionStatus() == Status.STATUS_ACTIVE) {
            ofTransaction().stored.addAll(stored);
        } else {
            stored.forEach(this::log);
        }
        return stored.size();
    }

    /** One for all of a transaction, since several would be called in no certain order. */
    private Committed ofTransaction() {
        if (transaction.getResource(this) instanceof Committed known) {
            return known;
        }
        Committed committed = new Committed();
        transaction.putResource(this, committed);
        transaction.registerInterposedSynchronization(committed);
        return committed;
    }

    /** Tells of what changes nothing in the database, or nothing that belongs to an account. */
    public void tell(Draft draft) {
        Transactions.statement(() -> tell(draft.aboutNobody()));
    }

    /**
     * Records that Latchkey refused a client without a check of its password: only the first in a minute, since a client that
     * is refused at no cost could fill the table. The metrics count them all.
     */
    public void throttled(Kind kind, String why) {
        Draft draft = new Draft(now(), kind, Outcome.THROTTLED, origin.get(), why);
        if (throttled.first(kind, draft.origin().address(), draft.at())) {
            tell(draft);
        }
    }

    /** The events that are wanted, in the order in which they happened, however many there are. */
    public Stream<AuditEvent> read(Wanted wanted) {
        return Stream.iterate(
                        page(wanted, wanted.since(), -1),
                        page -> !page.isEmpty(),
                        page -> after(wanted, page.get(page.size() - 1)))
                .flatMap(List::stream);
    }

    private static List<AuditEvent> after(Wanted wanted, AuditEvent last) {
        return page(wanted, last.happenedAt(), last.id());
    }

    private static List<AuditEvent> page(Wanted wanted, Instant start, long id) {
        return Transactions.statement(() -> AuditEvent.page(wanted, start, id, PAGE));
    }

    // As fine as PostgreSQL keeps it.
    private Instant now() {
        return clock.instant().truncatedTo(MICROS);
    }

    private void log(AuditEvent event) {
        try {
            LOG.info(json.writeValueAsString(event.facts()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts and numbers are JSON", e);
        }
    }

    /** Waits for the transaction that stored events. */
    private class Committed implements Synchronization {

        private final List<AuditEvent> stored = new ArrayList<>();

        @Override
        public void beforeCompletion() {}

        @Override
        public void afterCompletion(int status) {
            if (status == Status.STATUS_COMMITTED) {
                stored.forEach(Audit.this::log);
            }
        }
    }
}
