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
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import latchkey.database.Transactions;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Records what happened: first in the table, by the same statement or transaction as the change, then in the log. */
@ApplicationScoped
public class AuditLog {

    private static final Logger LOG = Logger.getLogger("latchkey.audit");

    /** How many events are read at once. */
    private static final int PAGE = 500;

    private final Instance<EventSource> source;
    private final Clock clock;
    private final ThrottledClients throttled = new ThrottledClients();
    private final TransactionSynchronizationRegistry transaction;
    private final ObjectMapper json;
    private final Instance<EventDeliveries> deliveries;

    AuditLog(
            Instance<EventSource> source,
            Clock clock,
            TransactionSynchronizationRegistry transaction,
            ObjectMapper json,
            Instance<EventDeliveries> deliveries) {
        this.source = source;
        this.clock = clock;
        this.transaction = transaction;
        this.json = json;
        this.deliveries = deliveries;
    }

    /** An event that happens now, on behalf of the client of the current request, or of the operator who runs the command. */
    public EventDraft of(Kind kind) {
        return new EventDraft(now(), kind, Outcome.ACCEPTED, source.get(), null);
    }

    public EventDraft refused(Kind kind, String why) {
        return new EventDraft(now(), kind, Outcome.REFUSED, source.get(), why);
    }

    /** An event that Latchkey causes by itself, not on behalf of the client of the current request. */
    public EventDraft ofService(Kind kind) {
        return new EventDraft(now(), kind, Outcome.ACCEPTED, EventSource.ofService(), null);
    }

    /**
     * Logs stored events and begins to send them, once their transaction has committed.
     *
     * @return how many events
     */
    public int record(List<AuditEvent> stored) {
        if (transaction.getTransactionStatus() == Status.STATUS_ACTIVE) {
            ofTransaction().stored.addAll(stored);
        } else {
            committed(stored);
        }
        return stored.size();
    }

    private void committed(List<AuditEvent> stored) {
        stored.forEach(this::log);
        if (stored.stream().anyMatch(event -> event.toSend)) {
            deliveries.get().start();
        }
    }

    /** One synchronization for each transaction, since several would be called in no certain order. */
    private Committed ofTransaction() {
        if (transaction.getResource(this) instanceof Committed registered) {
            return registered;
        }
        Committed committed = new Committed();
        transaction.putResource(this, committed);
        transaction.registerInterposedSynchronization(committed);
        return committed;
    }

    /** Records an event that changes nothing in the database, or nothing that belongs to an account. */
    public void record(EventDraft draft) {
        Transactions.statement(() -> record(draft.storeWithoutAccount()));
    }

    /**
     * Records that Latchkey refused a client without checking its password. Records only the first refusal in a minute, since
     * such a client could fill the table at no cost. The metrics count them all.
     */
    public void throttled(Kind kind, String why) {
        EventDraft draft = new EventDraft(now(), kind, Outcome.THROTTLED, source.get(), why);
        if (throttled.first(draft.outcome() + " " + kind, draft.source().address(), draft.at())) {
            record(draft);
        }
    }

    /**
     * Records that Latchkey refused a client that has shown nothing of the account's, or of no account: only the first refusal of its
     * address in a minute, since such a client could fill the table at no cost.
     */
    public void refusedAtNoCost(Kind kind, String why, @Nullable Long account, @Nullable String username) {
        EventDraft draft = refused(kind, why);
        if (throttled.first(draft.outcome() + " " + kind, draft.source().address(), draft.at())) {
            Transactions.statement(() -> record(draft.storeFor(account, username)));
        }
    }

    /** @param next the last event that was looked at; null if there are no more */
    public record Page(List<AuditEvent> events, @Nullable AuditEvent next) {}

    /**
     * One page of the events that match a query, the newest first. It may have fewer than {@code limit}, and there are still more.
     *
     * @param before the last event of the page before
     */
    public Page newest(AuditQuery query, Optional<Position> before, int limit) {
        Position end = before.orElse(new Position(query.until(), Long.MIN_VALUE));
        List<AuditEvent> found =
                Transactions.statement(() -> AuditEvent.newest(query, end.happenedAt(), end.id(), limit + 1));
        return found.size() > limit
                ? new Page(found.subList(0, limit), found.get(limit - 1))
                : new Page(
                        found,
                        Transactions.statement(() -> AuditEvent.lastScanned(query, end.happenedAt(), end.id()))
                                .orElse(null));
    }

    /** Where an event is in the order in which they happened. */
    public record Position(Instant happenedAt, long id) {}

    /** As {@link #read(AuditQuery)}, after an event. */
    public Stream<AuditEvent> read(AuditQuery query, Position start) {
        return Stream.iterate(
                        page(query, start.happenedAt(), start.id()),
                        page -> !page.isEmpty(),
                        page -> after(query, page.get(page.size() - 1)))
                .flatMap(List::stream);
    }

    /** All events that match a query, in the order in which they happened. */
    public Stream<AuditEvent> read(AuditQuery query) {
        return read(query, new Position(query.since(), -1));
    }

    /** The latest events of an account, the last one first. */
    public List<AuditEvent> latest(long account, int limit) {
        return Transactions.statement(() -> AuditEvent.latest(account, limit));
    }

    private static List<AuditEvent> after(AuditQuery query, AuditEvent last) {
        return page(query, last.happenedAt, last.id);
    }

    private static List<AuditEvent> page(AuditQuery query, Instant start, long id) {
        return Transactions.statement(() -> AuditEvent.page(query, start, id, PAGE));
    }

    // In microseconds, as PostgreSQL stores it.
    private Instant now() {
        return clock.instant().truncatedTo(MICROS);
    }

    private void log(AuditEvent event) {
        LOG.info(json(event.facts()));
    }

    /** Texts, numbers and maps of them as JSON. */
    public String json(Map<String, ?> facts) {
        try {
            return json.writeValueAsString(facts);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts and numbers are JSON", e);
        }
    }

    /** Logs the stored events, and begins to send them, after their transaction has committed. */
    private class Committed implements Synchronization {

        private final List<AuditEvent> stored = new ArrayList<>();

        @Override
        public void beforeCompletion() {}

        @Override
        public void afterCompletion(int status) {
            if (status == Status.STATUS_COMMITTED) {
                AuditLog.this.committed(stored);
            }
        }
    }
}
