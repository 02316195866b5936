// What we send to Slack, in Slack's own types. Generated with unknown properties refused.
import type { KnownBlock, ModalView, HomeView } from "@slack/types";
import type * as api from "@slack/web-api";
import type { RespondArguments, ViewResponseAction } from "@slack/bolt";

/** The arguments of each Web API method that Tovholder calls, by the method's name. */
export interface SlackCalls {
  "auth.test": api.AuthTestArguments;
  "bots.info": api.BotsInfoArguments;
  "chat.delete": api.ChatDeleteArguments;
  "chat.getPermalink": api.ChatGetPermalinkArguments;
  "chat.postEphemeral": api.ChatPostEphemeralArguments;
  "chat.postMessage": api.ChatPostMessageArguments;
  "chat.update": api.ChatUpdateArguments;
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
  "views.open": api.ViewsOpenArguments;
  "views.publish": api.ViewsPublishArguments;
  "views.push": api.ViewsPushArguments;
  "views.update": api.ViewsUpdateArguments;
  /** The body posted to a response_url. */
  response_url: RespondArguments;
  /** The body that answers a view_submission. */
  view_response: ViewResponseAction;
}

export interface SlackSent {
  calls: SlackCalls;
  block: KnownBlock;
  view: ModalView | HomeView;
  manifest: api.Manifest;
}
