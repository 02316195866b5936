// What we ask Slack for, in Slack's own types. Generated with unknown properties refused.
// Apart from messages.ts because Slack has two types named Channel.
import type * as api from "@slack/web-api";

/** The arguments of each Web API method, by the method's name. */
export interface SlackLookups {
  "auth.test": api.AuthTestArguments;
  "bots.info": api.BotsInfoArguments;
  "conversations.history": api.ConversationsHistoryArguments;
  "conversations.info": api.ConversationsInfoArguments;
  "conversations.list": api.ConversationsListArguments;
  "conversations.members": api.ConversationsMembersArguments;
  "conversations.open": api.ConversationsOpenArguments;
  "conversations.replies": api.ConversationsRepliesArguments;
  "files.completeUploadExternal": api.FilesCompleteUploadExternalArguments;
  "files.getUploadURLExternal": api.FilesGetUploadURLExternalArguments;
  "team.info": api.TeamInfoArguments;
  "users.conversations": api.UsersConversationsArguments;
  "users.info": api.UsersInfoArguments;
  "users.list": api.UsersListArguments;
  "users.lookupByEmail": api.UsersLookupByEmailArguments;
}
