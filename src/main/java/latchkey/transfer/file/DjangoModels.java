package latchkey.transfer.file;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toCollection;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Decides which models of a dump are users: the one that the operator names, else those called {@code user}, of any
 * application, else the one with the fields of {@code AbstractBaseUser}.
 */
final class DjangoModels {

    /** The field that every user model needs. */
    private static final String PASSWORD = "password";

    /**
     * Fields of {@code AbstractBaseUser}, {@code PermissionsMixin} and {@code AbstractUser}, one of which a user model needs
     * beside the password.
     */
    private static final Set<String> USER_FIELDS = Set.of("last_login", "is_superuser", "date_joined", "is_active");

    /** The maximum number of models in a message. */
    private static final int MAX_MODELS = 50;

    /** The maximum characters of a model's name in a message. */
    private static final int MAX_NAME_LENGTH = 100;

    private final @Nullable String requested;
    private final Set<String> seen = new LinkedHashSet<>();
    private final Set<String> passedOver = new TreeSet<>();
    private boolean found;
    private @Nullable String chosen;

    /** @param requested as {@code shop.Customer} or {@code customer}; null for any that looks like a user */
    DjangoModels(@Nullable String requested) {
        this.requested = requested == null ? null : requested.toLowerCase(Locale.ROOT);
    }

    /** Whether a field of this name shows that a model is a user. */
    static boolean isUserField(String field) {
        return field.equals(PASSWORD) || USER_FIELDS.contains(field);
    }

    /**
     * Whether an object is a user.
     *
     * @param fields its names of user fields
     * @throws ImportStopped if it may be one, but so may those of an earlier model
     */
    boolean isUser(String model, Set<String> fields) {
        if (seen.size() < MAX_MODELS) {
            seen.add(model);
        }
        String name = model.toLowerCase(Locale.ROOT);
        boolean isUser =
                requested == null ? looksLike(name, fields) : name.equals(requested) || name.endsWith("." + requested);
        found |= isUser;
        return isUser;
    }

    private boolean looksLike(String model, Set<String> fields) {
        boolean named = model.endsWith(".user");
        if (!named && (!fields.contains(PASSWORD) || fields.stream().noneMatch(USER_FIELDS::contains))) {
            return model.equals(chosen);
        }
        if (named && (chosen == null || chosen.endsWith(".user")) || chosen == null) {
            chosen = model;
        }
        if (named ? !chosen.endsWith(".user") : !chosen.equals(model) && !chosen.endsWith(".user")) {
            throw new ImportStopped(String.format(
                    Locale.ROOT,
                    "the file has users of %s and of %s: choose one by --model",
                    printable(chosen),
                    printable(model)));
        }
        if (!named && !chosen.equals(model) && passedOver.size() < MAX_MODELS) {
            passedOver.add(model);
        }
        return named || chosen.equals(model);
    }

    /** @throws ImportStopped if the file had no user */
    void requireUsers() {
        if (seen.isEmpty()) {
            throw new ImportStopped("the file has no objects at all: dumpdata wants the app that the users are in");
        }
        if (!found) {
            throw new ImportStopped(String.format(
                    Locale.ROOT,
                    "the file has no %s; choose one of its models by --model: %s",
                    requested == null ? "model that looks like a user" : "model " + printable(requested),
                    seen.stream().map(DjangoModels::printable).collect(joining(", "))
                            + (seen.size() < MAX_MODELS ? "" : ", …")));
        }
    }

    /** Models that look like users, too, beside those named {@code user}. */
    Set<String> passedOver() {
        return passedOver.stream().map(DjangoModels::printable).collect(toCollection(TreeSet::new));
    }

    private static String printable(String model) {
        String shown = model.replaceAll("[^\\p{L}\\p{N}._-]", "?");
        return shown.isEmpty() ? "(none)" : shown.substring(0, Math.min(shown.length(), MAX_NAME_LENGTH));
    }
}
