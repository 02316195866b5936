// What Slack sends to us, in Slack's own types. Generated with unknown properties allowed.
import type {
  AppHomeOpenedEvent,
  AppMentionEvent,
  AppUninstalledEvent,
  ChannelArchiveEvent,
  ChannelRenameEvent,
  GenericMessageEvent,
  MemberJoinedChannelEvent,
  MemberLeftChannelEvent,
  MessageChangedEvent,
  MessageDeletedEvent,
} from "@slack/types";
import type {
  BlockAction,
  BlockSuggestion,
  EnvelopedEvent,
  MessageShortcut,
  SlashCommand,
  ViewClosedAction,
  ViewSubmitAction,
} from "@slack/bolt";

/** The bodies Slack posts to us: commands, interactions by their type, events by theirs. */
export interface SlackReceived {
  command: SlashCommand;
  block_actions: BlockAction;
  block_suggestion: BlockSuggestion;
  message_action: MessageShortcut;
  view_submission: ViewSubmitAction;
  view_closed: ViewClosedAction;
  app_home_opened: EnvelopedEvent<AppHomeOpenedEvent>;
  app_mention: EnvelopedEvent<AppMentionEvent>;
  app_uninstalled: EnvelopedEvent<AppUninstalledEvent>;
  channel_archive: EnvelopedEvent<ChannelArchiveEvent>;
  channel_rename: EnvelopedEvent<ChannelRenameEvent>;
  member_joined_channel: EnvelopedEvent<MemberJoinedChannelEvent>;
  member_left_channel: EnvelopedEvent<MemberLeftChannelEvent>;
  message: EnvelopedEvent<GenericMessageEvent>;
  message_changed: EnvelopedEvent<MessageChangedEvent>;
  message_deleted: EnvelopedEvent<MessageDeletedEvent>;
}
