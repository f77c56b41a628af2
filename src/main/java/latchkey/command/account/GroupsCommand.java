package latchkey.command.account;

import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntSupplier;
import latchkey.account.Account;
import latchkey.command.output.Output;
import latchkey.command.output.Page;
import latchkey.failure.AuthFailure;
import latchkey.group.Groups;
import latchkey.group.UserGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists and changes the groups that accounts can be in. */
@Command(
        name = "groups",
        description =
                "List, create, describe and delete groups, and list their members. latchkey accounts grant adds members.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(create | describe | delete | members) NAME | list | import FILE",
        subcommands = GroupsImportCommand.class)
public class GroupsCommand {

    @Inject
    Groups groups;

    @Command(description = "List groups by name.", mixinStandardHelpOptions = true)
    int list(
            @Option(
                            names = "--after",
                            paramLabel = "NAME",
                            defaultValue = "",
                            description = "Only groups with a name after NAME.")
                    String after,
            @Mixin Page page,
            @Mixin Output output) {
        return page.printed(
                limit -> groups.list(after, limit), GroupFacts.COLUMNS, GroupFacts::row, group -> group.name, output);
    }

    @Command(description = "Create a group without members.", mixinStandardHelpOptions = true)
    int create(
            @Parameters(
                            paramLabel = "NAME",
                            description = "1 to 64 letters, digits and . _ : - of ASCII; the first a letter or digit.")
                    String name,
            @Option(names = "--description", paramLabel = "TEXT", defaultValue = "") String description,
            @Mixin Output output) {
        return unlessRefused(name, output, () -> done(groups.create(name, description), "created", output));
    }

    @Command(description = "Replace the description of a group.", mixinStandardHelpOptions = true)
    int describe(
            @Parameters(paramLabel = "NAME") String name,
            @Parameters(paramLabel = "TEXT") String description,
            @Mixin Output output) {
        return unlessRefused(name, output, () -> done(groups.describe(name, description), "described", output));
    }

    @Command(
            description = "Delete a group for good; its members stay, without it. Asks for confirmation.",
            mixinStandardHelpOptions = true)
    int delete(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--yes", description = "Delete without asking.") boolean yes,
            @Mixin Output output) {
        if (!yes && !NewPassword.confirmed("Delete the group " + name + " for good?")) {
            return output.refused("Not deleted: the group " + name + "; --yes deletes without asking.");
        }
        return unlessRefused(name, output, () -> {
            int members = groups.delete(name);
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("name", name);
            facts.put("done", "deleted");
            facts.put("members", members);
            return output.done(
                    String.format(Locale.ROOT, "Group %s deleted; %d accounts were in it.", name, members), facts);
        });
    }

    @Command(description = "List the accounts in a group by id.", mixinStandardHelpOptions = true)
    int members(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--after", paramLabel = "ID", description = "Only accounts with an id above ID.")
                    long after,
            @Mixin Page page,
            @Mixin Output output) {
        return unlessRefused(
                name,
                output,
                () -> page.printed(
                        limit -> groups.members(name, after, limit),
                        AccountFacts.COLUMNS,
                        AccountFacts::row,
                        (Account account) -> account.id,
                        output));
    }

    private static int done(UserGroup group, String participle, Output output) {
        Map<String, Object> facts = GroupFacts.row(group);
        facts.put("done", participle);
        return output.done("Group " + group.name + " " + participle + ".", facts);
    }

    private static int unlessRefused(String name, Output output, IntSupplier act) {
        try {
            return act.getAsInt();
        } catch (AuthFailure refused) {
            return output.refused(GroupFacts.refusal(refused, name));
        }
    }
}
