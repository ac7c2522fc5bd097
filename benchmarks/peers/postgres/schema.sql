-- The same authorization as the switch's: a request is done once, the account must be active and have enough available, the hold counts from
-- the moment it is granted, and a ledger entry says what moved. Request ids are two numbers, 16 bytes, rising for each client: the kindest order
-- for an index.

CREATE TABLE accounts (
    id      bigint   PRIMARY KEY,
    status  smallint NOT NULL,
    balance bigint   NOT NULL,
    held    bigint   NOT NULL CHECK (held >= 0 AND held <= balance)
) WITH (fillfactor = 50);

-- The hold, and the answer that a repeat of the request gets.
CREATE TABLE authorizations (
    run      bigint   NOT NULL,
    id       bigint   NOT NULL,
    account  bigint   NOT NULL,
    merchant bigint   NOT NULL,
    amount   bigint   NOT NULL,
    result   smallint NOT NULL,
    PRIMARY KEY (run, id)
);

-- Written and never changed; no index, which would only slow it down.
CREATE TABLE ledger (
    run    bigint NOT NULL,
    id     bigint NOT NULL,
    debit  bigint NOT NULL,
    credit bigint NOT NULL,
    amount bigint NOT NULL
);

-- Results: 0 approved, 1 insufficient funds or account not active, 2 the id names another request.
CREATE FUNCTION authorize(p_run bigint, p_id bigint, p_account bigint, p_merchant bigint, p_amount bigint) RETURNS smallint
LANGUAGE plpgsql AS $$
DECLARE
    known authorizations;
    outcome smallint := 0;
BEGIN
    SELECT * INTO known FROM authorizations WHERE run = p_run AND id = p_id;
    IF FOUND THEN
        RETURN CASE WHEN (known.account, known.merchant, known.amount) = (p_account, p_merchant, p_amount) THEN known.result ELSE 2 END;
    END IF;

    UPDATE accounts SET held = held + p_amount WHERE id = p_account AND status = 1 AND balance - held >= p_amount;
    IF FOUND THEN
        INSERT INTO ledger VALUES (p_run, p_id, p_account, p_merchant, p_amount);
    ELSE
        outcome := 1;
    END IF;

    INSERT INTO authorizations VALUES (p_run, p_id, p_account, p_merchant, p_amount, outcome);
    RETURN outcome;
END $$;

-- Many in one transaction, by sets: the accounts are locked in one order, so that batches don't wait for each other in a circle. When anything is
-- out of the ordinary (a known id, an account that can't pay all that is asked of it) the batch is decided one by one.
CREATE FUNCTION authorize_batch(p_run bigint, p_ids bigint[], p_accounts bigint[], p_merchants bigint[], p_amounts bigint[]) RETURNS smallint[]
LANGUAGE plpgsql AS $$
DECLARE
    outcomes smallint[] := '{}';
    wanted bigint;
    paid bigint;
BEGIN
    PERFORM 1 FROM accounts WHERE id = ANY (p_accounts) ORDER BY id FOR UPDATE;
    BEGIN
        WITH due AS (
            SELECT account, sum(amount)::bigint AS amount FROM unnest(p_accounts, p_amounts) AS request (account, amount) GROUP BY account
        ), held AS (
            UPDATE accounts SET held = held + due.amount FROM due
            WHERE accounts.id = due.account AND status = 1 AND balance - held >= due.amount RETURNING 1
        )
        SELECT (SELECT count(*) FROM due), (SELECT count(*) FROM held) INTO wanted, paid;
        IF wanted <> paid THEN
            RAISE unique_violation;
        END IF;

        INSERT INTO authorizations
            SELECT p_run, request.*, 0 FROM unnest(p_ids, p_accounts, p_merchants, p_amounts) AS request;
        INSERT INTO ledger
            SELECT p_run, request.* FROM unnest(p_ids, p_accounts, p_merchants, p_amounts) AS request;
        RETURN array_fill(0::smallint, ARRAY[cardinality(p_ids)]);
    EXCEPTION WHEN unique_violation THEN
        FOR item IN 1 .. cardinality(p_ids) LOOP
            outcomes[item] := authorize(p_run, p_ids[item], p_accounts[item], p_merchants[item], p_amounts[item]);
        END LOOP;
        RETURN outcomes;
    END;
END $$;

-- pgbench has no arrays, so they are made here: neither sent nor parsed, which is in PostgreSQL's favour.
CREATE FUNCTION authorize_generated(p_run bigint, p_first bigint, p_count int, p_accounts int) RETURNS smallint[]
LANGUAGE sql VOLATILE AS $$
    SELECT authorize_batch(
        p_run,
        array_agg(p_first + item),
        array_agg(1 + floor(random() * p_accounts)::bigint),
        array_agg(1 + floor(random() * 16)::bigint),
        array_agg(1 + floor(random() * 100)::bigint))
    FROM generate_series(1, p_count) AS item
$$;
