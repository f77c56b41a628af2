package latchkey.transfer.file;

import static java.util.stream.Collectors.joining;

import java.util.Locale;
import latchkey.failure.AuthFailure;
import latchkey.failure.FieldError;

/** Thrown for a record that is not imported. */
public final class RejectedRecord extends RuntimeException {

    private final String why;

    /** @param why the reason, without any part of a hash */
    public RejectedRecord(String why) {
        super(why, null, false, false);
        this.why = why;
    }

    static RejectedRecord of(AuthFailure flawed) {
        return new RejectedRecord(flawed.flaws().entrySet().stream()
                .map(flaw -> "its " + flaw.getKey() + " is no good: "
                        + words(flaw.getValue().kind()))
                .collect(joining("; ")));
    }

    static String words(FieldError.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    public String why() {
        return why;
    }
}
