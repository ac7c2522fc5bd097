using System.Text.Json;

namespace TpWallet.Gateway.Rest.Docs;

/// <summary>What operations and queries share in the OpenAPI document: answers, refusals, the key.</summary>
internal static class OpenApiComponents
{
    /// <summary>The schemas and responses, kept as JSON because that is how they are read.</summary>
    private const string Schemas =
        """
        {
          "Answer": {
            "type": "object",
            "required": ["requestId", "code", "number", "class"],
            "properties": {
              "requestId": { "type": "string", "format": "uuid", "description": "The Idempotency-Key." },
              "code": { "type": "string", "description": "The outcome, such as approved or insufficientFunds." },
              "number": { "type": "integer", "description": "The outcome's number on every protocol." },
              "class": { "type": "string", "enum": ["success", "malformed", "conflict", "declined", "transient", "terminal"] },
              "sequence": { "type": "integer", "description": "Position in the journal." },
              "time": { "type": "string", "format": "date-time", "description": "When it was applied." },
              "amount": { "type": "integer", "description": "What was moved or held, in minor units." },
              "available": { "type": "integer", "description": "What is available on the account afterwards, in minor units." },
              "currency": { "type": "string" },
              "approvalCode": { "type": "string", "description": "ISO 8583 DE 38." },
              "rule": { "type": "integer", "description": "The limit or rule that decided." }
            },
            "example": {
              "requestId": "0198f0c2-7b1e-7c3a-9d6e-2f4b8a1c5d70", "code": "approved", "number": 100, "class": "success", "sequence": 7,
              "time": "2026-11-22T15:48:33.896Z", "amount": 3000, "available": 7000, "currency": "USD", "approvalCode": "IZYCF5"
            }
          },
          "Problem": {
            "type": "object",
            "required": ["title", "status", "code", "class"],
            "properties": {
              "type": { "type": "string", "format": "uri-reference" },
              "title": { "type": "string" },
              "status": { "type": "integer" },
              "detail": { "type": "string" },
              "code": { "type": "string", "description": "The outcome." },
              "number": { "type": "integer", "description": "The outcome's number on every protocol; not of what the edge refused." },
              "class": {
                "type": "string",
                "enum": ["malformed", "conflict", "declined", "transient", "terminal", "unknown"],
                "description": "What to conclude. transient: nothing was done, try later. unknown: repeat with the same Idempotency-Key."
              },
              "requestId": { "type": "string", "format": "uuid" },
              "sequence": { "type": "integer" },
              "time": { "type": "string", "format": "date-time" },
              "amount": { "type": "integer" },
              "available": { "type": "integer" },
              "currency": { "type": "string" },
              "rule": { "type": "integer" },
              "primary": { "type": "string", "description": "Of notPrimary: the primary's address for clients, host:port, if it is known." }
            },
            "example": {
              "type": "about:blank", "title": "Insufficient funds", "status": 402, "requestId": "0198f0c2-7b1e-7c3a-9d6e-2f4b8a1c5d70",
              "code": "insufficientFunds", "number": 400, "class": "declined", "sequence": 10, "time": "2026-11-22T15:48:33.935Z",
              "amount": 0, "available": 7000, "currency": "USD"
            }
          },
          "Account": {
            "type": "object",
            "required": ["account", "currency", "posted", "available"],
            "properties": {
              "account": { "type": "integer" },
              "currency": { "type": "string" },
              "posted": { "type": "integer", "description": "In minor units." },
              "available": { "type": "integer", "description": "Posted less holds, in minor units." }
            },
            "example": { "account": 1001, "currency": "USD", "posted": 10000, "available": 7000 }
          },
          "Posting": {
            "type": "object",
            "required": ["kind", "debit", "credit", "amount", "currency"],
            "properties": {
              "kind": { "type": "string", "enum": ["hold", "release", "postHeld", "post"] },
              "debit": { "type": "integer", "description": "The account that pays." },
              "credit": { "type": "integer", "description": "The account that receives." },
              "amount": { "type": "integer" },
              "currency": { "type": "string" }
            }
          },
          "Payment": {
            "type": "object",
            "required": ["sequence", "kind", "participant", "requestId", "answer", "postings"],
            "properties": {
              "sequence": { "type": "integer", "description": "Position in the journal." },
              "kind": { "type": "string" },
              "participant": { "type": "integer" },
              "requestId": { "type": "string", "format": "uuid" },
              "originalRequestId": { "type": "string", "format": "uuid" },
              "account": { "type": "integer" },
              "instrument": { "type": "integer" },
              "counterparty": { "type": "integer" },
              "amount": { "type": "integer" },
              "currency": { "type": "string" },
              "retrievalReference": { "type": "string" },
              "terminal": { "type": "string" },
              "systemTrace": { "type": "integer" },
              "merchantCategory": { "type": "integer" },
              "reason": { "type": "integer" },
              "answer": { "$ref": "#/components/schemas/Answer" },
              "postings": { "type": "array", "items": { "$ref": "#/components/schemas/Posting" } }
            }
          },
          "Timeline": {
            "type": "object",
            "required": ["requestId", "complete", "steps"],
            "properties": {
              "requestId": { "type": "string", "format": "uuid" },
              "complete": { "type": "boolean",
                  "description": "Whether everything since the payment was looked through; if not, steps may be missing." },
              "steps": {
                "type": "array",
                "items": {
                  "allOf": [{ "$ref": "#/components/schemas/Payment" }],
                  "properties": {
                    "protocol": { "type": "string", "enum": ["unknown", "binary", "iso8583", "rest"] },
                    "received": { "type": "string", "format": "date-time", "description": "Only of messages that the gateway still has." },
                    "answered": { "type": "string", "format": "date-time" },
                    "repeat": { "type": "boolean", "description": "Whether it got the stored answer to an earlier one." },
                    "iso8583": {
                      "type": "object",
                      "properties": {
                        "link": { "type": "string" },
                        "messageType": { "type": "string" },
                        "cardNumber": { "type": "string", "description": "First six and last four digits." },
                        "responseCode": { "type": "string", "description": "DE 39." }
                      }
                    }
                  }
                }
              }
            }
          },
          "PaymentPage": {
            "type": "object",
            "required": ["payments"],
            "properties": {
              "payments": { "type": "array", "items": { "$ref": "#/components/schemas/Payment" } },
              "nextCursor": { "type": "string", "description": "Where the next page begins; missing on the last." }
            }
          }
        }
        """;

    private static readonly (int Status, string Meaning)[] Refusals =
    [
        (400, "Malformed: correct it. Nothing was remembered; the Idempotency-Key is free."),
        (401, "No key, or one that is not accepted."),
        (402, "Declined in today's state: funds, limits, status. A new request may succeed later."),
        (403, "Not permitted to this key, or to its participant."),
        (404, "What it names is not known."),
        (409, "The Idempotency-Key was used with another body, or a thing exists with other properties."),
        (410, "It may be older than what is remembered: nothing can be said about it."),
        (413, "The body is too large."),
        (415, "The body is not application/json."),
        (422, "It can never succeed against what it names."),
        (429, "Too many requests of this key; Retry-After says when to come again."),
        (503, "Nothing was done; Retry-After says when to come again."),
        (504, "No answer in time; the outcome is unknown. Repeat with the same Idempotency-Key."),
    ];

    public static void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject("components");
        json.WritePropertyName("schemas");
        json.WriteRawValue(Schemas);
        json.WriteStartObject("responses");
        foreach (var (status, meaning) in Refusals)
        {
            json.WriteStartObject($"Refusal{status}");
            json.WriteString("description", meaning);
            json.WritePropertyName("content");
            json.WriteRawValue("""{ "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }""");
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WritePropertyName("parameters");
        json.WriteRawValue(
            """
            {
              "IdempotencyKey": {
                "name": "Idempotency-Key", "in": "header", "required": true, "schema": { "type": "string", "format": "uuid" },
                "description": "A UUID, new for each payment and the same for each repeat of it; version 7 is best.",
                "example": "0198f0c2-7b1e-7c3a-9d6e-2f4b8a1c5d70"
              }
            }
            """);
        json.WritePropertyName("securitySchemes");
        json.WriteRawValue("""{ "key": { "type": "http", "scheme": "bearer", "description": "A key of tpwallet keys create." } }""");
        json.WriteEndObject();
    }
}
