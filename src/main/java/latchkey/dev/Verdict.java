package latchkey.dev;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of the doctor; the page displays it unchanged.
 *
 * @param works whether a user who signs in stays signed in
 * @param site what {@code Sec-Fetch-Site} would be: {@code same-origin}, {@code same-site} or {@code cross-site}
 * @param credentials whether the frontend must call {@code fetch} with {@code credentials: 'include'}
 */
record Verdict(
        boolean works,
        String site,
        boolean credentials,
        List<Step> steps,
        List<Cookie> cookies,
        List<Header> headers,
        List<Finding> findings,
        @Nullable Remedy remedy) {

    /** The steps of a sign-in, in order: {@code asks}, {@code answers}, {@code trusts}, {@code reads}. */
    record Step(String id, String what, Outcome outcome) {}

    /** @param header the value of {@code Set-Cookie} */
    record Cookie(String name, String header, Outcome stored, Outcome fetch, Outcome navigation) {}

    /** @param by the causes of the failure; empty if the step succeeds */
    record Outcome(boolean holds, List<String> by) {}

    /** A CORS response header, and whether Latchkey sends it. */
    record Header(String name, String value, boolean there) {}

    enum Level {
        BAD,
        WARN,
        NOTE
    }

    /** @param mends lines for the frontend or the proxy that help */
    record Finding(Level level, String by, String says, List<Line> mends) {}

    /** @param where the file or tool to paste the text into */
    record Line(String where, String text) {}
}
