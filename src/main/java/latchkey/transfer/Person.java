package latchkey.transfer;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.ValueRange;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import latchkey.account.LoginNames;
import latchkey.failure.AuthFailure;
import latchkey.hash.PasswordHash;
import latchkey.hash.UnreadableHash;
import org.jspecify.annotations.Nullable;

/**
 * An account as another backend has it, found good. What the file does not say is null.
 *
 * @param legacyId its id there
 * @param respelled whether its username, or what is in its place, is here without blanks, or in another form of Unicode, than there
 * @param typed its username, or what is in its place, as an earlier release kept it: with blanks
 * @param named whether it has a username of its own, and not just its e-mail address
 * @param scheme of the hash, null where no password matches
 * @param note what is not just as the file says; null where all is
 */
record Person(
        @Nullable String legacyId,
        LoginNames names,
        boolean respelled,
        String typed,
        boolean named,
        @Nullable String firstName,
        @Nullable String lastName,
        @Nullable String fullName,
        @Nullable String profileImage,
        @Nullable Boolean active,
        @Nullable Boolean superuser,
        @Nullable Instant joinedAt,
        @Nullable String passwordHash,
        @Nullable String scheme,
        @Nullable String note) {

    /** What a record may have, in the order in which they are written. One of the two names is all that it needs. */
    static final Set<String> FIELDS = new LinkedHashSet<>(List.of(
            "id",
            "username",
            "email",
            "first_name",
            "last_name",
            "full_name",
            "profile_image",
            "active",
            "superuser",
            "joined_at",
            "password_hash"));

    /** Characters of any text. */
    private static final int LONGEST = 2048;

    /** Characters of an id, which is in an index. */
    private static final int LONGEST_ID = 255;

    /** As in JSON, as PostgreSQL prints it, and with no offset, which is then UTC. */
    private static final DateTimeFormatter MOMENT = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendPattern("['T'][' ']")
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .optionalStart()
            .appendOffset("+HH:MM", "Z")
            .optionalEnd()
            .optionalStart()
            .appendOffset("+HHmm", "Z")
            .optionalEnd()
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);

    /** Years of four digits, which are all that PostgreSQL reads in this form. */
    private static final ValueRange YEARS = ValueRange.of(1, 9999);

    /** @throws Rejected where something in it cannot be kept */
    static Person of(Raw raw) {
        if (raw.flaw() != null) {
            throw new Rejected(raw.flaw());
        }
        Fields fields = new Fields(raw.fields());
        String username = fields.text("username");
        Address address = Address.of(raw.fields().get("email"), username != null);
        String email = address.kept();
        if (username == null && email == null) {
            throw new Rejected("it has neither a username nor an e-mail address");
        }
        String name = requireNonNullElse(username, requireNonNullElse(email, ""));
        String hash = fields.text("password_hash");
        LoginNames names = new LoginNames(names(name).username(), email);
        return new Person(
                fields.text("id"),
                names,
                !name.equals(names.username()),
                Normalizer.normalize(name, Normalizer.Form.NFKC),
                username != null,
                fields.trimmed("first_name"),
                fields.trimmed("last_name"),
                fields.trimmed("full_name"),
                fields.trimmed("profile_image"),
                fields.flag("active"),
                fields.flag("superuser"),
                fields.moment("joined_at"),
                hash,
                scheme(hash),
                address.note());
    }

    /** Whether its hash is one that must not rest as it is. */
    boolean hasFastHash() {
        return scheme != null && PasswordHash.isFast(requireNonNull(passwordHash));
    }

    /** The same, with its hash within bcrypt of so many rounds. Slow on purpose. */
    Person strengthened(int rounds) {
        String hash = PasswordHash.strengthened(requireNonNull(passwordHash), rounds);
        return new Person(
                legacyId,
                names,
                respelled,
                typed,
                named,
                firstName,
                lastName,
                fullName,
                profileImage,
                active,
                superuser,
                joinedAt,
                hash,
                scheme(hash),
                note);
    }

    /** Every name by which an account may be this person's, folded. */
    Set<String> spellings() {
        Set<String> spellings = new HashSet<>(names.folded());
        spellings.add(LoginNames.folded(typed));
        return spellings;
    }

    private static LoginNames names(String username) {
        try {
            return LoginNames.of(username, null);
        } catch (AuthFailure flawed) {
            throw Rejected.of(flawed);
        }
    }

    private static @Nullable String scheme(@Nullable String hash) {
        try {
            return hash == null || hash.startsWith(PasswordHash.UNUSABLE)
                    ? null
                    : PasswordHash.parse(hash).scheme();
        } catch (UnreadableHash e) {
            throw new Rejected(requireNonNull(e.getMessage()));
        }
    }

    /** Texts, and what they stand for. */
    private record Fields(Map<String, @Nullable String> texts) {

        @Nullable
        String text(String name) {
            String text = texts.get(name);
            if (text == null || text.isEmpty()) {
                return null;
            }
            int longest = name.equals("id") ? LONGEST_ID : LONGEST;
            if (text.length() > longest) {
                throw new Rejected(String.format(Locale.ROOT, "its %s is longer than %d characters", name, longest));
            }
            if (text.indexOf('\0') >= 0 || !StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
                throw new Rejected(String.format(Locale.ROOT, "its %s has what is no character", name));
            }
            return text;
        }

        /** Blank is absent. */
        @Nullable
        String trimmed(String name) {
            String text = LoginNames.trimmedIfAny(text(name));
            return text == null || text.isEmpty() ? null : text;
        }

        @Nullable
        Boolean flag(String name) {
            String text = text(name);
            if (text == null) {
                return null;
            }
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "true", "t", "1" -> true;
                case "false", "f", "0" -> false;
                default -> throw new Rejected(String.format(Locale.ROOT, "its %s is neither true nor false", name));
            };
        }

        @Nullable
        Instant moment(String name) {
            String text = text(name);
            if (text == null) {
                return null;
            }
            try {
                TemporalAccessor moment = MOMENT.parseBest(text, OffsetDateTime::from, LocalDateTime::from);
                OffsetDateTime there = moment instanceof OffsetDateTime zoned
                        ? zoned
                        : LocalDateTime.from(moment).atOffset(ZoneOffset.UTC);
                YEARS.checkValidValue(
                        there.withOffsetSameInstant(ZoneOffset.UTC).getYear(), ChronoField.YEAR);
                return there.toInstant();
            } catch (DateTimeException e) {
                throw new Rejected(String.format(Locale.ROOT, "its %s is no time, as 2026-11-01T00:00:00Z", name));
            }
        }
    }
}
