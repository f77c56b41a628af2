package latchkey.command.account;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import latchkey.command.output.CountingStream;
import latchkey.command.output.Output;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import latchkey.group.Groups;
import latchkey.transfer.file.FileObjects;
import latchkey.transfer.file.FileObjects.FileObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Creates groups with the descriptions that another Latchkey has for them. */
@Command(
        name = "import",
        description =
                "Create the groups of a file that are missing, with their descriptions: one JSON object on each line, as list --json prints them.",
        mixinStandardHelpOptions = true)
class GroupsImportCommand implements Callable<Integer> {

    @Inject
    Groups groups;

    @Parameters(paramLabel = "FILE", description = "The file to read; - is standard input.")
    String file = CountingStream.STANDARD_INPUT;

    @Mixin
    Output output;

    private int created;
    private int present;
    private int rejected;

    @Override
    public Integer call() throws IOException {
        boolean piped = file.equals(CountingStream.STANDARD_INPUT);
        try (InputStream input = piped ? System.in : Files.newInputStream(Path.of(file));
                FileObjects objects = FileObjects.lines(input)) {
            for (FileObject object = objects.next(); object != null; object = objects.next()) {
                FileObject group = object;
                flaw(group).ifPresent(why -> {
                    rejected++;
                    System.err.println("Line " + group.line() + ": " + why);
                });
            }
        }
        output.done(
                String.format(Locale.ROOT, "%d groups created, %d existed, %d rejected.", created, present, rejected),
                Map.of("created", created, "existed", present, "rejected", rejected));
        return rejected == 0 ? 0 : 1;
    }

    /** Why the group is not created; nothing if it is, or exists. */
    private Optional<String> flaw(FileObject object) {
        JsonNode name = object.content().path("name");
        if (object.flaw() != null || !name.isTextual()) {
            return Optional.of((object.flaw() == null ? "the group has no name" : object.flaw()) + ".");
        }
        try {
            groups.create(name.asText(), object.content().path("description").asText());
            created++;
        } catch (AuthFailure refused) {
            if (refused.reason() != Reason.ALREADY_TAKEN) {
                return Optional.of(GroupFacts.refusal(refused, name.asText()));
            }
            present++;
        }
        return Optional.empty();
    }
}
