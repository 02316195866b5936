// What we send to people in Slack, in Slack's own types. Generated with unknown properties refused.
import type { HomeView, KnownBlock, ModalView } from "@slack/types";
import type * as api from "@slack/web-api";
import type { RespondArguments, ViewResponseAction } from "@slack/bolt";

/** The arguments of each Web API method, by the method's name; and two bodies without one. */
export interface SlackMessages {
  "chat.delete": api.ChatDeleteArguments;
  "chat.postEphemeral": api.ChatPostEphemeralArguments;
  "chat.postMessage": api.ChatPostMessageArguments;
  "chat.update": api.ChatUpdateArguments;
  "views.open": api.ViewsOpenArguments;
  "views.publish": api.ViewsPublishArguments;
  "views.push": api.ViewsPushArguments;
  "views.update": api.ViewsUpdateArguments;
  /** The body posted to a response_url; partial, because the generator takes the union's
   *  alternatives for one type that needs them all. */
  response_url: Partial<RespondArguments>;
  /** The body that answers a view_submission. */
  view_response: ViewResponseAction;
  block: KnownBlock;
  home: HomeView;
  modal: ModalView;
}
