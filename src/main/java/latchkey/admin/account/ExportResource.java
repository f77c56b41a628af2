package latchkey.admin.account;

import static jakarta.ws.rs.core.MediaType.APPLICATION_JSON;
import static latchkey.failure.Reason.NOT_FOUND;

import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.StreamingOutput;
import latchkey.admin.system.EventStream;
import latchkey.client.Scope;
import latchkey.directory.Directory;
import latchkey.directory.PersonalData;
import latchkey.openapi.FieldDescriptions;
import latchkey.openapi.Refuses;
import latchkey.openapi.Scoped;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** What is stored about one person. */
@Path("admin/accounts")
@Tag(name = "admin")
@Consumes(APPLICATION_JSON)
@RegisterForReflection // AdminFilter reads the annotations of its methods.
public class ExportResource {

    private final Directory directory;
    private final PersonalData data;
    private final EventStream streams;

    ExportResource(Directory directory, PersonalData data, EventStream streams) {
        this.directory = directory;
        this.data = data;
        this.streams = streams;
    }

    @GET
    @Path("{id}/export")
    @Produces(APPLICATION_JSON)
    @Scoped(value = Scope.ACCOUNTS_EXPORT, fresh = true)
    @Refuses(NOT_FOUND)
    @Operation(
            summary = "Export what is stored about a person",
            description =
                    "Returns all that is stored about the user of an account but secrets, for a data protection request: one JSON object with a list for each kind of data. People need a fresh sign-in.")
    public StreamingOutput exportPerson(@Parameter(description = FieldDescriptions.ID) @RestPath long id) {
        return streams.object(data.of(directory.get(id)));
    }
}
