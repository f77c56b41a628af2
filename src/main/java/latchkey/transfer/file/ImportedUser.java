package latchkey.transfer.file;

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
import org.jspecify.annotations.Nullable;

/**
 * A valid user record from another backend. What the file lacks is null.
 *
 * @param legacyId its id in the other backend
 * @param respelled whether Latchkey spells its username, or the address in its place, without blanks or in another Unicode form
 * @param typed its username, or the address in its place, with blanks, as an earlier release stored it
 * @param named whether it has a username, and not just an e-mail address
 * @param groups as Latchkey names them, perhaps in another letter case
 * @param scheme of the hash, null if no password matches
 * @param note what differs from the file; null for nothing
 */
public record ImportedUser(
        @Nullable String legacyId,
        LoginNames names,
        boolean respelled,
        String typed,
        boolean named,
        @Nullable Boolean emailVerified,
        @Nullable String firstName,
        @Nullable String lastName,
        @Nullable String fullName,
        @Nullable String profileImage,
        @Nullable Boolean active,
        @Nullable Boolean superuser,
        @Nullable List<String> groups,
        @Nullable Instant joinedAt,
        @Nullable String passwordHash,
        @Nullable String scheme,
        @Nullable String note) {

    /** The fields of a record, in the order of an export. A record needs only a username or an e-mail address. */
    public static final Set<String> FIELDS = new LinkedHashSet<>(
            List.of(("id username email email_verified first_name last_name full_name profile_image active superuser "
                            + JsonFields.GROUPS + " joined_at password_hash")
                    .split(" ")));

    /** The maximum characters of a text. */
    private static final int MAX_LENGTH = 2048;

    /** The maximum characters of an id, which is in an index. */
    private static final int MAX_ID_LENGTH = 255;

    /** A time as in JSON, as PostgreSQL prints it, or without an offset, which means UTC. */
    private static final DateTimeFormatter TIMESTAMP = new DateTimeFormatterBuilder()
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

    /** Years of four digits, the only ones that PostgreSQL reads in this form. */
    private static final ValueRange YEARS = ValueRange.of(1, 9999);

    /**
     * Reads a record.
     *
     * @param groups see {@link #groups}
     * @throws RejectedRecord if Latchkey cannot store some field
     */
    public static ImportedUser of(RawRecord raw, @Nullable List<String> groups) {
        if (raw.flaw() != null) {
            throw new RejectedRecord(raw.flaw());
        }
        Fields fields = new Fields(raw.fields());
        String username = fields.text("username");
        ImportedEmail address = ImportedEmail.of(raw.fields().get("email"), username != null);
        String email = address.kept();
        if (username == null && email == null) {
            throw new RejectedRecord("it has neither a username nor an e-mail address");
        }
        String name = requireNonNullElse(username, requireNonNullElse(email, ""));
        String hash = fields.text("password_hash");
        LoginNames names = new LoginNames(names(name).username(), email);
        return new ImportedUser(
                fields.text("id"),
                names,
                !name.equals(names.username()),
                Normalizer.normalize(name, Normalizer.Form.NFKC),
                username != null,
                fields.flag("email_verified"),
                fields.trimmed("first_name"),
                fields.trimmed("last_name"),
                fields.trimmed("full_name"),
                fields.trimmed("profile_image"),
                fields.flag("active"),
                fields.flag("superuser"),
                groups,
                fields.time("joined_at"),
                hash,
                scheme(hash),
                address.note());
    }

    /** Whether its hash is a fast one, which must not be stored as it is. */
    public boolean hasFastHash() {
        return scheme != null && PasswordHash.isFast(requireNonNull(passwordHash));
    }

    /** The same user with the hash wrapped in bcrypt. Slow on purpose. */
    public ImportedUser strengthened(int rounds) {
        String hash = PasswordHash.strengthened(requireNonNull(passwordHash), rounds);
        return new ImportedUser(
                legacyId,
                names,
                respelled,
                typed,
                named,
                emailVerified,
                firstName,
                lastName,
                fullName,
                profileImage,
                active,
                superuser,
                groups,
                joinedAt,
                hash,
                scheme(hash),
                note);
    }

    /** All names, folded, by which an account may belong to this user. */
    public Set<String> spellings() {
        Set<String> spellings = new HashSet<>(names.folded());
        spellings.add(LoginNames.folded(typed));
        return spellings;
    }

    private static LoginNames names(String username) {
        try {
            return LoginNames.of(username, null);
        } catch (AuthFailure flawed) {
            throw RejectedRecord.of(flawed);
        }
    }

    private static @Nullable String scheme(@Nullable String hash) {
        try {
            return hash == null || hash.startsWith(PasswordHash.UNUSABLE)
                    ? null
                    : PasswordHash.parse(hash).scheme();
        } catch (PasswordHash.Unreadable e) {
            throw new RejectedRecord(requireNonNull(e.getMessage()));
        }
    }

    /** Reads typed values from the texts of a record. */
    private record Fields(Map<String, @Nullable String> texts) {

        @Nullable
        String text(String name) {
            String text = texts.get(name);
            if (text == null || text.isEmpty()) {
                return null;
            }
            int maxLength = name.equals("id") ? MAX_ID_LENGTH : MAX_LENGTH;
            if (text.length() > maxLength) {
                throw new RejectedRecord(
                        String.format(Locale.ROOT, "its %s is longer than %d characters", name, maxLength));
            }
            if (text.indexOf('\0') >= 0 || !StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
                throw new RejectedRecord(String.format(Locale.ROOT, "its %s has what is no character", name));
            }
            return text;
        }

        /** The trimmed text; null if it is blank. */
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
                default ->
                    throw new RejectedRecord(String.format(Locale.ROOT, "its %s is neither true nor false", name));
            };
        }

        @Nullable
        Instant time(String name) {
            String text = text(name);
            if (text == null) {
                return null;
            }
            try {
                TemporalAccessor parsed = TIMESTAMP.parseBest(text, OffsetDateTime::from, LocalDateTime::from);
                OffsetDateTime time = parsed instanceof OffsetDateTime zoned
                        ? zoned
                        : LocalDateTime.from(parsed).atOffset(ZoneOffset.UTC);
                YEARS.checkValidValue(time.withOffsetSameInstant(ZoneOffset.UTC).getYear(), ChronoField.YEAR);
                return time.toInstant();
            } catch (DateTimeException e) {
                throw new RejectedRecord(
                        String.format(Locale.ROOT, "its %s is no time, as 2026-11-01T00:00:00Z", name));
            }
        }
    }
}
