package latchkey.transfer;

import static java.util.stream.Collectors.joining;

import java.util.Locale;
import latchkey.failure.AuthFailure;
import latchkey.failure.Flaw;

/** A record that is not taken over. */
final class Rejected extends RuntimeException {

    private final String why;

    /** @param why the reason, which says nothing of a hash */
    Rejected(String why) {
        super(why, null, false, false);
        this.why = why;
    }

    static Rejected of(AuthFailure flawed) {
        return new Rejected(flawed.flaws().entrySet().stream()
                .map(flaw -> "its " + flaw.getKey() + " is no good: "
                        + words(flaw.getValue().kind()))
                .collect(joining("; ")));
    }

    static String words(Flaw.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    String why() {
        return why;
    }
}
