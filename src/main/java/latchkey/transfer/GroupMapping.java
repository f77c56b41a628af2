package latchkey.transfer;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import latchkey.account.Account;
import latchkey.group.GroupName;
import latchkey.group.Groups;
import latchkey.transfer.file.Format;
import latchkey.transfer.file.Records;
import latchkey.transfer.file.RejectedRecord;
import org.jspecify.annotations.Nullable;

/** Which groups of a file, or flags of a Django user, become which groups of Latchkey. All others are left out. */
public final class GroupMapping {

    /** The rule for all groups that no other rule names: they keep their names. */
    private static final String OTHERS = "*";

    private final Map<String, String> names = new HashMap<>();
    private boolean others;

    private GroupMapping() {}

    /** @param rules as {@code Editors=editors}, {@code is_staff=staff}, {@code editors}, {@code Readers=} or {@code *} */
    public static GroupMapping of(List<String> rules) {
        GroupMapping mapping = new GroupMapping();
        for (String rule : rules) {
            if (rule.equals(OTHERS)) {
                mapping.others = true;
            } else {
                mapping.names.put(source(rule), target(rule));
            }
        }
        return mapping;
    }

    /** Without rules: groups of a Django dump are left out, all others keep their names. */
    public static GroupMapping ofFormat(Format format) {
        return of(format == Format.DJANGO ? List.of() : List.of(OTHERS));
    }

    /** Why the rules are no good, in a sentence. */
    public static Optional<String> flaw(List<String> rules) {
        return rules.stream()
                .filter(rule -> !rule.equals(OTHERS))
                .map(GroupMapping::target)
                .filter(group -> !group.isEmpty() && !isPossible(group))
                .map(group -> "\"" + group + "\" is no name for a group: 1 to 64 letters, digits and . _ : - of ASCII,"
                        + " but neither user nor superuser.")
                .findFirst();
    }

    private static String source(String rule) {
        int sign = rule.lastIndexOf('=');
        return sign < 0 ? rule : rule.substring(0, sign);
    }

    private static String target(String rule) {
        return rule.substring(rule.lastIndexOf('=') + 1);
    }

    private static boolean isPossible(String group) {
        return GroupName.isValid(group)
                && !group.equalsIgnoreCase(Account.USER)
                && !group.equalsIgnoreCase(Account.SUPERUSER);
    }

    /** The names of groups and flags that have a rule. */
    Set<String> named() {
        return names.keySet();
    }

    /**
     * The groups of a user in Latchkey; null if they stay as they are.
     *
     * @param inFile null if the file does not say
     * @param leftOut takes the groups that are left out
     * @throws RejectedRecord if one of them cannot be a group of Latchkey, or there are too many
     */
    @Nullable
    List<String> of(@Nullable List<String> inFile, Consumer<String> leftOut) {
        if (inFile == null || !others && names.isEmpty()) {
            Optional.ofNullable(inFile).ifPresent(groups -> groups.forEach(leftOut));
            return null;
        }
        Set<String> groups = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (String name : inFile) {
            if (name.startsWith(Records.UNKNOWN_GROUP)) {
                throw new RejectedRecord("its group " + name.substring(1)
                        + " is not in the file before it: dump auth.group, too, before the users");
            }
            String group = names.getOrDefault(name, others ? name : "");
            if (group.isEmpty()) {
                leftOut.accept(name);
            } else if (isPossible(group)) {
                groups.add(group);
            } else {
                throw new RejectedRecord(
                        "its group \"" + name + "\" cannot be the name of a group: choose one with --group");
            }
        }
        if (!Groups.fit(groups)) {
            throw new RejectedRecord("it is in more groups than fit into an access token");
        }
        return List.copyOf(groups);
    }
}
