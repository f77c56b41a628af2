package latchkey.session;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The table of docs/sessions.md, written down once more: what is expected of one session. */
final class UsedTokensTable {

    private static final long GRACE = 10;
    private static final long SAME_CLIENT_GRACE = 86_400;

    /** The refresh that made a generation: by which client and when, and which other client got its token. */
    private static final class Step {

        final ProxiedClient client;
        final long at;

        @Nullable
        ProxiedClient other;

        Step(ProxiedClient client, long at) {
            this.client = client;
            this.at = at;
        }
    }

    private final List<Step> steps = new ArrayList<>();
    private final List<String> events = new ArrayList<>();
    private @Nullable String endedBy;

    void opened(ProxiedClient client) {
        steps.add(new Step(client, 0));
    }

    /** The generation whose token the client gets; -1 where it is refused. */
    int shown(int generation, ProxiedClient client, long now) {
        int newest = steps.size() - 1;
        if (endedBy != null) {
            return -1;
        }
        if (generation == newest) {
            steps.add(new Step(client, now));
            return newest + 1;
        }
        Step last = steps.get(newest);
        boolean same = last.client.equals(client);
        boolean soon = now < last.at + GRACE;
        if (same && (generation == newest - 1 ? now < last.at + SAME_CLIENT_GRACE : generation == newest - 2 && soon)) {
            return newest;
        }
        if (!same && soon && generation == newest - 1 && mayAsk(client, newest)) {
            return newest;
        }
        endedBy = same || steps.get(generation + 1).client.equals(client) ? "late" : "elsewhere";
        events.add("REFRESH_REUSE");
        return -1;
    }

    private boolean mayAsk(ProxiedClient client, int newest) {
        Step last = steps.get(newest);
        if (client.equals(last.other)) {
            return true;
        }
        if (last.other != null || steps.get(newest - 1).other != null) {
            return false;
        }
        last.other = client;
        events.add("REFRESH_REPLAY");
        return true;
    }

    boolean ended() {
        return endedBy != null;
    }

    /** {@code late} or {@code elsewhere}: why the session ended. */
    @Nullable
    String endedBy() {
        return endedBy;
    }

    List<String> events() {
        return events;
    }
}
