/** Status codes that are the server's fault, in the spellings in use; clones of one library differ in them. */
export const FAULT_NAMES =
  'Unknown|DeadlineExceeded|Unimplemented|Internal|Unavailable|DataLoss|UNKNOWN|DEADLINE_EXCEEDED|UNIMPLEMENTED|INTERNAL|UNAVAILABLE|DATA_LOSS';
export const FAULT_NUMBERS = '2|4|12|13|14|15';
