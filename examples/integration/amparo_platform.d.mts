/** A platform node, and who you are there: a machine of the role `application`, or of one that does a part of it. */
export interface PlatformNode {
  /** Its root, without a slash at the end. */
  url: string;
  name: string;
  secret: string;
}

/** Whose file it is, and whence it came: the part `upload` of `POST /api/uploads`. */
export interface UploadStatement {
  account: {
    /** Your own key of the account. */
    esp_identifier: string;
    screen_name?: string;
    display_names?: string[];
    emails?: string[];
    phones?: string[];
    device_ids?: string[];
    /** YYYY-MM-DD, as its holder stated it. */
    date_of_birth?: string;
  };
  /** With its zone, such as `2026-03-01T11:00:00+01:00`: a time without one is refused. */
  uploaded_at: string;
  ip: string;
  /** Source port: behind a carrier's translation nobody is found without it. */
  port?: number;
  /** Whether the address may be a proxy's. */
  possible_proxy?: boolean;
  device_id?: string;
  url: string;
  channel: "public" | "private";
  surface?: string;
  file_name: string;
  /** False where the surface has no legal basis: the file is kept and not compared. */
  scan?: boolean;
}

export interface Hit {
  hit_id: string;
  list: string;
  algorithm: string;
  distance: number;
}

export interface UploadStored {
  upload_id: string;
  hits: Hit[];
}

export type HoldItem = "account" | "files" | "log_ins";

export interface Outcome {
  sequence: number;
  code: "in_inquiry" | "person_identified" | "closed_with_action" | "closed_without_action" | "not_an_offence";
  decided_at: string;
  received_at: string;
}

export interface Receipt {
  report_id: string;
  /** The first of `upload_ids`. */
  upload_id: string;
  upload_ids: string[];
  state: "filing" | "stuck" | "filed" | "withdrawn";
  opened_at: string;
  /** The CyberTipline number, once filed. */
  report_number: number | null;
  filed_at: string | null;
  preserve_until: string | null;
  outcome_count: number;
  outcomes: Outcome[];
}

export function upload(node: PlatformNode, key: string, statement: UploadStatement, fileName: string, file: Uint8Array): Promise<UploadStored>;
export function isFromTheNode(secret: string, header: string, body: Uint8Array, toleranceSeconds?: number): boolean;
export function confirmHold(node: PlatformNode, reportId: string, missing?: HoldItem[]): Promise<{ report_id: string; action: "hold" | "release" }>;
export function receipts(node: PlatformNode): Promise<Receipt[]>;
