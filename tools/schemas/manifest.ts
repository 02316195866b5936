// The manifest of a Slack app, in Slack's own types. Generated with unknown properties refused.
import type { Manifest } from "@slack/web-api/dist/types/request/manifest.js";

export interface SlackManifest extends Manifest {}
