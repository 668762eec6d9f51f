-- One veto keeps a pair apart: of two that stand, the later one said nothing new.
UPDATE veto SET standing = 0, withdrawn_at = made_at, withdrawn_by = made_by, withdrawn_reason = 'recorded twice'
WHERE standing = 1 AND EXISTS (
    SELECT 1 FROM veto older
    WHERE older.standing = 1 AND older.account_a = veto.account_a AND older.account_b = veto.account_b
        AND older.veto_id < veto.veto_id
);
CREATE UNIQUE INDEX one_standing_veto ON veto (account_a, account_b) WHERE standing = 1;
