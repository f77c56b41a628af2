package latchkey.session;

import java.time.Duration;
import java.time.Instant;

/**
 * Decides what happens to a session when a client shows a used refresh token, by the client, the time, and whether the
 * successor was used. docs/sessions.md has the rule as a table.
 *
 * @param grace for a client that the token was not replaced for; zero forgives no used token
 * @param sameClientGrace for the client that it was replaced for
 */
record UsedTokenRule(Duration grace, Duration sameClientGrace) {

    /** The decision. */
    enum Verdict {
        /** The client gets the current token again. */
        SAME_CLIENT,
        /** As above, for another client than before; Latchkey records an event. */
        OTHER_CLIENT,
        /** As above, for the other client that already got it at this refresh. */
        OTHER_CLIENT_AGAIN,
        /** Two clients have the session, and one of them is a thief (RFC 9700, 4.14.2). */
        REUSE
    }

    static UsedTokenRule of(SessionConfig config) {
        return new UsedTokenRule(config.grace(), config.sameClientGrace());
    }

    /**
     * The verdict on a live session.
     *
     * @param generation of the token that {@code client} shows, less than the session's
     */
    Verdict of(Session session, int generation, Client client, Instant now) {
        if (grace.isZero()) {
            return Verdict.REUSE;
        }
        int behind = session.generation - generation;
        if (client.equals(session.refreshedBy)) {
            boolean forgiven = behind == 1 && within(longer(grace, sameClientGrace), session, now)
                    || behind == 2 && within(grace, session, now);
            return forgiven ? Verdict.SAME_CLIENT : Verdict.REUSE;
        }
        return behind == 1 && within(grace, session, now) ? ofOther(session, client) : Verdict.REUSE;
    }

    /** Whether the client with the token of this generation would get the session's current token. */
    boolean answers(Session session, int generation, Instant now) {
        Client client = session.refreshedBy;
        return session.generation == generation
                || client != null && of(session, generation, client, now) == Verdict.SAME_CLIENT;
    }

    private static Verdict ofOther(Session session, Client client) {
        Integer replayed = session.replayedGeneration;
        Client by = session.replayedBy;
        if (replayed == null || replayed < session.generation - (by == null ? 0 : 1)) {
            return Verdict.OTHER_CLIENT;
        }
        return replayed == session.generation && client.equals(by) ? Verdict.OTHER_CLIENT_AGAIN : Verdict.REUSE;
    }

    /** Whether a used token that is shown now may have been shown at the same time as the one that refreshed. */
    boolean isSimultaneous(Session session, Instant now) {
        return within(grace, session, now);
    }

    private static boolean within(Duration window, Session session, Instant now) {
        return now.isBefore(session.refreshedAt.plus(window));
    }

    private static Duration longer(Duration first, Duration second) {
        return first.compareTo(second) > 0 ? first : second;
    }
}
