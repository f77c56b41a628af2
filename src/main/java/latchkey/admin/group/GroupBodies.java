package latchkey.admin.group;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import latchkey.account.Account;
import latchkey.admin.access.Paging;
import latchkey.group.UserGroup;
import latchkey.openapi.AdminDescriptions;
import latchkey.openapi.FieldDescriptions;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The JSON bodies of groups: requests first, then responses. */
final class GroupBodies {

    private static final int LONGEST_NAME = 64;
    private static final int LONGEST_DESCRIPTION = 500;

    @Schema(description = AdminDescriptions.NEW_GROUP)
    record NewGroup(
            @NotBlank @Size(max = LONGEST_NAME) @Schema(description = AdminDescriptions.GROUP_NAME)
            String name,

            @Nullable @Size(max = LONGEST_DESCRIPTION) @Schema(description = AdminDescriptions.GROUP_DESCRIPTION)
            String description) {

        String descriptionOrEmpty() {
            return requireNonNullElse(description, "");
        }
    }

    @Schema(description = AdminDescriptions.GROUP_CHANGES)
    record GroupChanges(
            @NotNull @Size(max = LONGEST_DESCRIPTION) @Schema(description = AdminDescriptions.GROUP_DESCRIPTION)
            String description) {}

    @Schema(description = AdminDescriptions.GROUP)
    record ListedGroup(
            @Schema(description = AdminDescriptions.GROUP_NAME)
            String name,

            @Schema(description = AdminDescriptions.GROUP_DESCRIPTION)
            String description,

            @JsonProperty("created_at") @Schema(description = AdminDescriptions.GROUP_CREATED)
            Instant createdAt) {

        static ListedGroup of(UserGroup group) {
            return new ListedGroup(group.name, group.description, group.createdAt);
        }
    }

    @Schema(description = AdminDescriptions.PAGE)
    record GroupPage(
            @Schema(description = AdminDescriptions.ALL_GROUPS)
            List<ListedGroup> groups,

            @Nullable @Schema(description = AdminDescriptions.NEXT, nullable = true)
            String next) {

        static GroupPage of(List<UserGroup> groups, @Nullable String next) {
            return new GroupPage(groups.stream().map(ListedGroup::of).toList(), Paging.cursor(next));
        }
    }

    @Schema(description = AdminDescriptions.MEMBERS)
    record Members(
            @Schema(description = AdminDescriptions.MEMBERS) int members) {}

    @Schema(description = AdminDescriptions.GROUPS)
    record GroupNames(
            @NotNull @Schema(description = AdminDescriptions.GROUPS)
            List<@NotBlank @Size(max = LONGEST_NAME) String> groups) {}

    @Schema(description = AdminDescriptions.GROUPS)
    record MembershipOf(
            @Schema(description = FieldDescriptions.ID) long id,

            @Schema(description = AdminDescriptions.GROUPS) List<String> groups) {

        static MembershipOf of(Account account) {
            return new MembershipOf(account.id, account.groups());
        }
    }

    private GroupBodies() {}
}
