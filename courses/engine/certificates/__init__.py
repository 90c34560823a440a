"""Certificates: numbers nobody guesses, until when they hold, and the Open Badges 3.0 credential that says so.

Values in, values out: rows, pages and keys are others' business. A credential is a W3C Verifiable Credential (data model 2.0) in
the shape of 1EdTech Open Badges 3.0, secured as a JSON Web Token whose payload is the credential itself (Open Badges 3.0, section
8.2; W3C "Securing Verifiable Credentials using JOSE and COSE"). Revocation is a W3C Bitstring Status List 1.0, signed likewise.
"""
