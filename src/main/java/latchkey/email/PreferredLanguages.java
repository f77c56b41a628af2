package latchkey.email;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The languages that a client prefers: its {@code Accept-Language} (RFC 9110, 12.5.4). */
public record PreferredLanguages(@Nullable String header) {

    /** In characters. Browsers send less. */
    private static final int MAX_LENGTH = 200;

    /** For a command. */
    public static PreferredLanguages none() {
        return new PreferredLanguages(null);
    }

    /** The first preferred language that is among {@code available}, also as a wider tag: {@code de} for {@code de-AT}. */
    public Optional<String> best(Set<String> available) {
        if (header == null || header.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        try {
            List<Locale.LanguageRange> ranges = Locale.LanguageRange.parse(header);
            return Optional.ofNullable(Locale.lookupTag(ranges, available));
        } catch (IllegalArgumentException unreadable) {
            return Optional.empty();
        }
    }
}
