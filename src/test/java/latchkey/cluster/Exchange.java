package latchkey.cluster;

import java.time.Instant;
import java.util.Set;

/**
 * One request of a client of the cluster, and its answer.
 *
 * @param session the session that was opened, refreshed or ended; empty if there is none
 * @param shown what the client showed: a password, a refresh token or the token of a mail
 * @param got the refresh token that it received, the password that it set, or the sessions that were listed
 * @param generation that of the refresh token that it received
 * @param status 0 if there was no answer
 * @param request the id under which the audit log has it
 */
record Exchange(
        Deed deed,
        String account,
        String session,
        String shown,
        String got,
        int generation,
        int status,
        String replica,
        String request,
        Instant began,
        Instant ended) {

    private static final Set<Integer> REFUSALS = Set.of(400, 401);

    enum Deed {
        REGISTER("REGISTRATION"),
        SIGN_IN("LOGIN"),
        REFRESH(""),
        RESET("PASSWORD_RESET"),
        SIGN_OUT("LOGOUT"),
        LIST("");

        /** The kind of audit event that Latchkey records, or nothing. */
        final String audited;

        Deed(String audited) {
            this.audited = audited;
        }
    }

    boolean acknowledged() {
        return status / 100 == 2;
    }

    boolean refused() {
        return REFUSALS.contains(status);
    }

    /** The change may have been made, or may be made later: the connection broke, or the database was away. */
    boolean unknown() {
        return !acknowledged() && !refused();
    }

    /** A password may wait for a processor, and be refused after five seconds. */
    boolean hashes() {
        return Set.of(Deed.REGISTER, Deed.SIGN_IN, Deed.RESET).contains(deed);
    }

    boolean changes() {
        return deed != Deed.LIST;
    }

    boolean after(Exchange other) {
        return began.isAfter(other.ended);
    }

    @Override
    public String toString() {
        return "%s of %s at %s: %d, %s to %s, request %s, session %s, generation %d"
                .formatted(deed, account, replica, status, began, ended, request, session, generation);
    }
}
