package latchkey.dev;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the doctor says; the page shows it as it is.
 *
 * @param works whether a user who signs in stays signed in
 * @param site what {@code Sec-Fetch-Site} would be: {@code same-origin}, {@code same-site} or {@code cross-site}
 * @param credentials whether {@code fetch} must say {@code credentials: 'include'}
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

    /** What has to happen, in order: {@code asks}, {@code answers}, {@code trusts}, {@code reads}. */
    record Step(String id, String what, Outcome outcome) {}

    /** @param header the {@code Set-Cookie} */
    record Cookie(String name, String header, Outcome stored, Outcome fetch, Outcome navigation) {}

    /** @param by what is in the way; nothing where all is well */
    record Outcome(boolean holds, List<String> by) {}

    /** What an answer tells the browser of who may read it. */
    record Header(String name, String value, boolean there) {}

    enum Level {
        BAD,
        WARN,
        NOTE
    }

    /** @param mends what helps beside a setting */
    record Finding(Level level, String by, String says, List<Line> mends) {}

    /** @param where it is to be pasted */
    record Line(String where, String text) {}
}
