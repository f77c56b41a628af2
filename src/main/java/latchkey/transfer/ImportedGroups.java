package latchkey.transfer;

import static java.util.stream.Collectors.toCollection;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import latchkey.group.Groups;
import latchkey.transfer.Import.Options;
import latchkey.transfer.file.ImportedUser;
import latchkey.transfer.file.RawRecord;
import latchkey.transfer.file.RejectedRecord;
import org.jspecify.annotations.Nullable;

/** The groups of the users in one import. */
final class ImportedGroups {

    /** The maximum of groups that are named as left out. */
    private static final int MAX_LEFT_OUT = 50;

    /** The maximum characters of a group's name in a message. */
    private static final int MAX_NAME_LENGTH = 100;

    private final Options options;
    private final Groups groups;
    private final Set<String> leftOut = new TreeSet<>();

    ImportedGroups(Options options, Groups groups) {
        this.options = options;
        this.groups = groups;
    }

    /** As {@link GroupMapping#of}. */
    @Nullable
    List<String> of(RawRecord raw) {
        return options.groups().of(raw.groups(), group -> {
            if (leftOut.size() < MAX_LEFT_OUT) {
                leftOut.add(printable(group));
            }
        });
    }

    private static String printable(String name) {
        return name.substring(0, Math.min(name.length(), MAX_NAME_LENGTH)).replaceAll("\\p{C}", "?");
    }

    /** The groups of the file that are left out, or the first of them. */
    Set<String> leftOut() {
        return leftOut;
    }

    /** The groups of these users that exist, or are created if that is allowed, in any letter case. */
    Set<String> existing(Collection<ImportedUser> users) {
        SortedSet<String> wanted = users.stream()
                .flatMap(user -> Stream.ofNullable(user.groups()).flatMap(List::stream))
                .collect(toCollection(() -> new TreeSet<>(String.CASE_INSENSITIVE_ORDER)));
        if (options.dryRun()) {
            wanted.removeIf(name -> !options.createGroups() && groups.find(name).isEmpty());
            return wanted;
        }
        if (options.createGroups()) {
            groups.createMissing(wanted);
        }
        return groups.keep(wanted);
    }

    /** @throws RejectedRecord if a group of the user does not exist */
    static ImportedUser require(ImportedUser user, Set<String> existing) {
        Stream.ofNullable(user.groups())
                .flatMap(List::stream)
                .filter(group -> !existing.contains(group))
                .findFirst()
                .ifPresent(group -> {
                    throw new RejectedRecord("there is no group " + group + ": create it, or use --create-groups");
                });
        return user;
    }
}
