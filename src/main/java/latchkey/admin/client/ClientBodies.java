package latchkey.admin.client;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import latchkey.admin.access.Paging;
import latchkey.client.Client;
import latchkey.client.Clients;
import latchkey.client.RegisteredClients.Changes;
import latchkey.client.RegisteredClients.WithSecret;
import latchkey.client.Scope;
import latchkey.failure.AuthFailure;
import latchkey.failure.FieldError;
import latchkey.openapi.AdminDescriptions;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The JSON bodies of clients: requests first, then responses. */
final class ClientBodies {

    @Schema(description = AdminDescriptions.NEW_CLIENT)
    record NewClient(
            @NotBlank @Size(max = 64) @Schema(description = AdminDescriptions.CLIENT_ID, pattern = Clients.ID)
            String id,

            @NotBlank @Size(max = Client.LONGEST_NAME) @Schema(description = AdminDescriptions.CLIENT_NAME)
            String name,

            @NotNull @Schema(description = AdminDescriptions.CLIENT_SCOPES)
            List<@NotBlank String> scopes) {

        /** @throws AuthFailure INVALID_FIELDS */
        String validId() {
            if (!id.matches(Clients.ID)) {
                throw invalid("id");
            }
            return id;
        }

        /** @throws AuthFailure INVALID_FIELDS */
        Set<Scope> scopeSet() {
            return ClientBodies.scopes(scopes);
        }
    }

    @Schema(description = AdminDescriptions.CLIENT_CHANGES)
    record ClientChanges(
            @Nullable @Size(min = 1, max = Client.LONGEST_NAME) @Schema(description = AdminDescriptions.CLIENT_NAME)
            String name,

            @Nullable @Schema(description = AdminDescriptions.CLIENT_SCOPES)
            List<@NotBlank String> scopes,

            @Nullable @Schema(description = AdminDescriptions.CLIENT_ENABLED)
            Boolean enabled) {

        /** @throws AuthFailure INVALID_FIELDS */
        Set<Scope> scopeSet() {
            return scopes == null ? Set.of() : ClientBodies.scopes(scopes);
        }

        /** @throws AuthFailure INVALID_FIELDS */
        Changes toChanges() {
            return new Changes(name, scopes == null ? null : scopeSet(), enabled);
        }
    }

    @Schema(description = AdminDescriptions.CLIENT)
    record RegisteredClient(
            @Schema(description = AdminDescriptions.CLIENT_ID)
            String id,

            @Schema(description = AdminDescriptions.CLIENT_NAME)
            String name,

            @Schema(description = AdminDescriptions.CLIENT_SCOPES)
            List<String> scopes,

            @Schema(description = AdminDescriptions.CLIENT_ENABLED)
            boolean enabled,

            @JsonProperty("created_at") @Schema(description = AdminDescriptions.CLIENT_CREATED)
            Instant createdAt,

            @JsonProperty("last_used_at")
            @Nullable
            @Schema(description = AdminDescriptions.CLIENT_USED, nullable = true)
            Instant lastUsedAt,

            @JsonProperty("former_secret_until")
            @Nullable
            @Schema(description = AdminDescriptions.FORMER_UNTIL, nullable = true)
            Instant formerSecretUntil) {

        static RegisteredClient of(Client client) {
            return new RegisteredClient(
                    client.id,
                    client.name,
                    texts(client.scopeSet()),
                    client.enabled,
                    client.createdAt,
                    client.lastUsedAt,
                    client.formerUntil);
        }
    }

    @Schema(description = AdminDescriptions.CLIENT)
    record ClientWithSecret(
            @Schema(description = AdminDescriptions.CLIENT_ID)
            String id,

            @Schema(description = AdminDescriptions.CLIENT_NAME)
            String name,

            @Schema(description = AdminDescriptions.CLIENT_SCOPES)
            List<String> scopes,

            @Schema(description = AdminDescriptions.CLIENT_SECRET)
            String secret,

            @JsonProperty("former_secret_until")
            @Nullable
            @Schema(description = AdminDescriptions.FORMER_UNTIL, nullable = true)
            Instant formerSecretUntil) {

        static ClientWithSecret of(WithSecret made) {
            Client client = made.client();
            return new ClientWithSecret(
                    client.id, client.name, texts(client.scopeSet()), made.secret(), client.formerUntil);
        }
    }

    @Schema(description = AdminDescriptions.PAGE)
    record ClientPage(
            @Schema(description = AdminDescriptions.CLIENTS) List<RegisteredClient> clients,

            @Nullable @Schema(description = AdminDescriptions.NEXT, nullable = true)
            String next) {

        static ClientPage of(List<Client> clients, @Nullable String next) {
            return new ClientPage(clients.stream().map(RegisteredClient::of).toList(), Paging.cursor(next));
        }
    }

    private static List<String> texts(Collection<Scope> scopes) {
        return scopes.stream().map(Scope::text).toList();
    }

    private static Set<Scope> scopes(List<String> texts) {
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        texts.forEach(text -> scopes.add(Scope.find(text).orElseThrow(() -> invalid("scopes"))));
        return scopes;
    }

    private static AuthFailure invalid(String field) {
        return AuthFailure.invalid(Map.of(field, FieldError.of(FieldError.Kind.INVALID_VALUE)));
    }

    private ClientBodies() {}
}
