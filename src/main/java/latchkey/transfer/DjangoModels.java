package latchkey.transfer;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toCollection;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which models of a dump are users: the one that the operator names, or those that are called {@code user}, whichever application
 * they belong to, or the one that has what {@code AbstractBaseUser} keeps.
 */
final class DjangoModels {

    /** The field without which no model is taken for a user. */
    private static final String PASSWORD = "password";

    /** Fields of {@code AbstractBaseUser}, {@code PermissionsMixin} and {@code AbstractUser} that say the same of a model with a password. */
    private static final Set<String> OF_USERS = Set.of("last_login", "is_superuser", "date_joined", "is_active");

    /** Models that are remembered to be told of. */
    private static final int MOST = 50;

    /** Characters of the name of one. */
    private static final int LONGEST = 100;

    private final @Nullable String wanted;
    private final Set<String> seen = new LinkedHashSet<>();
    private final Set<String> passedOver = new TreeSet<>();
    private boolean found;
    private @Nullable String chosen;

    /** @param wanted as {@code shop.Customer} or {@code customer}; null where what looks like a user is */
    DjangoModels(@Nullable String wanted) {
        this.wanted = wanted == null ? null : wanted.toLowerCase(Locale.ROOT);
    }

    /** Whether a field of that name says what a model is. */
    static boolean isTelling(String field) {
        return field.equals(PASSWORD) || OF_USERS.contains(field);
    }

    /**
     * Whether an object is a user.
     *
     * @param fields those of its names that tell
     * @throws Stopped where it could be, and so could those of another model before
     */
    boolean takes(String model, Set<String> fields) {
        if (seen.size() < MOST) {
            seen.add(model);
        }
        String name = model.toLowerCase(Locale.ROOT);
        boolean taken = wanted == null ? looksLike(name, fields) : name.equals(wanted) || name.endsWith("." + wanted);
        found |= taken;
        return taken;
    }

    private boolean looksLike(String model, Set<String> fields) {
        boolean named = model.endsWith(".user");
        if (!named && (!fields.contains(PASSWORD) || fields.stream().noneMatch(OF_USERS::contains))) {
            return model.equals(chosen);
        }
        if (named && (chosen == null || chosen.endsWith(".user")) || chosen == null) {
            chosen = model;
        }
        if (named ? !chosen.endsWith(".user") : !chosen.equals(model) && !chosen.endsWith(".user")) {
            throw new Stopped(String.format(
                    Locale.ROOT,
                    "the file has users of %s and of %s: choose one by --model",
                    printable(chosen),
                    printable(model)));
        }
        if (!named && !chosen.equals(model) && passedOver.size() < MOST) {
            passedOver.add(model);
        }
        return named || chosen.equals(model);
    }

    /** @throws Stopped where none was a user */
    void end() {
        if (seen.isEmpty()) {
            throw new Stopped("the file has no objects at all: dumpdata wants the app that the users are in");
        }
        if (!found) {
            throw new Stopped(String.format(
                    Locale.ROOT,
                    "the file has no %s; choose one of its models by --model: %s",
                    wanted == null ? "model that looks like a user" : "model " + printable(wanted),
                    seen.stream().map(DjangoModels::printable).collect(joining(", "))
                            + (seen.size() < MOST ? "" : ", …")));
        }
    }

    /** Models that look like users, too, beside those that are called so. */
    Set<String> passedOver() {
        return passedOver.stream().map(DjangoModels::printable).collect(toCollection(TreeSet::new));
    }

    private static String printable(String model) {
        String shown = model.replaceAll("[^\\p{L}\\p{N}._-]", "?");
        return shown.isEmpty() ? "(none)" : shown.substring(0, Math.min(shown.length(), LONGEST));
    }
}
