package latchkey.command.account;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import latchkey.failure.AuthFailure;
import latchkey.group.UserGroup;

/** The fields of a group that commands print, and why they refuse. */
final class GroupFacts {

    static final List<String> COLUMNS = List.of("name", "description", "created_at");

    static Map<String, Object> row(UserGroup group) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("name", group.name);
        row.put("description", group.description);
        row.put("created_at", group.createdAt);
        return row;
    }

    /**
     * Why nothing was done.
     *
     * @param names of the groups
     */
    static String refusal(AuthFailure refused, String names) {
        return switch (refused.reason()) {
            case NOT_FOUND -> "There is no group " + names + ".";
            case ALREADY_TAKEN -> "There is a group " + names + ", perhaps in another letter case.";
            case FORBIDDEN -> names + " is a group that Latchkey itself needs.";
            case TOO_MANY_GROUPS ->
                "Not done: an account can be in 50 groups, whose names have 800 characters together; more may not fit into a cookie.";
            default ->
                String.format(Locale.ROOT, "Not done: %s %s.", refused.reason(), AccountFacts.described(refused));
        };
    }

    private GroupFacts() {}
}
