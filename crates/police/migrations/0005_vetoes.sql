-- One veto keeps a pair apart.
CREATE UNIQUE INDEX one_standing_veto ON veto (account_a, account_b) WHERE standing = 1;
